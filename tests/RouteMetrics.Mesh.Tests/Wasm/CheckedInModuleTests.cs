using System.Security.Cryptography;
using RouteMetrics.Core.Settings;
using RouteMetrics.Mesh.Tests.Envoy;

namespace RouteMetrics.Mesh.Tests.Wasm;

public sealed class CheckedInModuleTests
{
    [Fact]
    public void The_module_has_the_digest_that_plugins_ask_for_and_is_small()
    {
        var content = File.ReadAllBytes(RunningEnvoy.Module);

        Assert.Equal(BuiltinModule.Sha256, Convert.ToHexStringLower(SHA256.HashData(content)));
        Assert.Equal($"{BuiltinModule.Sha256}  route-labels.wasm\n", File.ReadAllText($"{RunningEnvoy.Module}.sha256"));
        Assert.InRange(content.Length, 1, 32 * 1024);
    }
}
