using System.Globalization;
using BenchmarkDotNet.Running;
using RouteMetrics.Benchmarks;
using RouteMetrics.Core.Settings;

// For scripts/bench, scripts/measure-cluster and scripts/bench-proxy; everything else is BenchmarkDotNet's command line, such as --filter '*Synthesis*'.
switch (args)
{
    case ["payloads", var folder]:
        await Payloads.WriteAsync(folder);
        return 0;
    case ["ceiling", var certificate, var key]:
        await Ceiling.RunAsync(certificate, key);
        return 0;
    case ["growth"]:
        return Growth.Report(Console.Out);
    case ["admissions", var folder, var rounds, var seconds, var json, .. var servers]:
        return await AdmissionCost.RunAsync(folder, Number(rounds), Number(seconds), json, servers, Console.Out);
    case ["apply", var kubeconfig, var folder, var json, .. var servers]:
        return await ApplyCost.RunAsync(kubeconfig, folder, json, servers, Console.Out);
    case ["reviews"] or ["reviews", _]:
        return InProcess.Report(args.ElementAtOrDefault(1) ?? "", Console.Out);
    case ["hostile"]:
        return Hostile.Report(Console.Out);
    case ["cluster", var kubeconfig, var program, var configuration, var namespaces, var routes]:
        return await ClusterScale.RunAsync(kubeconfig, program, configuration, Number(namespaces), Number(routes), Console.Out);
    case ["proxy", var file, var module, var conditions]:
        await ProxyLoad.WriteAsync(file, module, ProxyLoad.Cases(Enum.Parse<ConditionKind>(conditions, ignoreCase: true)));
        return 0;
    case ["proxy-cost", var envoy, var conditions, var requests, var seconds]:
        try
        {
            await ProxyCost.RunAsync(
                Number(envoy), ProxyLoad.Cases(Enum.Parse<ConditionKind>(conditions, ignoreCase: true)), Number(requests), TimeSpan.FromSeconds(Number(seconds)), Console.Out);
            return 0;
        }
        catch (InvalidOperationException wrong)
        {
            await Console.Error.WriteLineAsync($"bench-proxy: {wrong.Message}");
            return 1;
        }

    case ["proxy-plugins", var file, var module, var plugins]:
        await ProxyLoad.WriteAsync(file, module, ProxyLoad.MemoryCases(Number(plugins)));
        return 0;
    case ["proxy-memory", var envoy, var plugins]:
        var memory = await ProxyCost.MemoryAsync(Number(envoy), ProxyLoad.MemoryCases(Number(plugins)));
        Console.WriteLine(memory.ToString("F1", CultureInfo.InvariantCulture));
        return 0;
    default:
        return BenchmarkSwitcher.FromAssembly(typeof(Payloads).Assembly).Run(args).Any() ? 0 : 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
