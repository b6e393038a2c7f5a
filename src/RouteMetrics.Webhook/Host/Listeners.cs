using System.Net.Sockets;

namespace RouteMetrics.Webhook.Host;

/// <summary>All servers: admission, and wasm modules.</summary>
internal sealed class Listeners(AdmissionServer admission, ModuleServer module) : IAsyncDisposable
{
    public AdmissionServer Admission => admission;

    /// <summary>Null and a fault, with no port left open, if one is not available.</summary>
    public static async Task<Listeners?> StartAsync(ServeOptions options, ServeInputs inputs, JsonLog logs, List<string> faults)
    {
        // The module first: who is told to be ready is asked for everything. To be asked to stop meanwhile is to drain and stop afterwards.
        var module = await ListenAsync(
            () => ModuleServer.StartAsync(options, inputs.Modules, logs, CancellationToken.None), options, "--module-port", options.ModulePort,
            faults);
        if (module is null)
        {
            return null;
        }

        var admission = await ListenAsync(
            () => AdmissionServer.StartAsync(options, inputs, logs, TimeProvider.System, CancellationToken.None), options, "--port",
            options.Port, faults);
        if (admission is not null)
        {
            return new(admission, module);
        }

        await module.DisposeAsync();
        return null;
    }

    /// <summary>Stops listening and completes with the last request in flight; at once when cancelled.</summary>
    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(admission.StopAsync(cancellationToken), module.StopAsync(cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await admission.DisposeAsync();
        await module.DisposeAsync();
    }

    private static async Task<T?> ListenAsync<T>(Func<Task<T>> start, ServeOptions options, string option, int port, List<string> faults)
        where T : class
    {
        try
        {
            return await start();
        }
        catch (Exception refused) when (refused is IOException or SocketException or UnauthorizedAccessException)
        {
            faults.Add(
                $"--listen {options.ListenAddress} {option} {port}: cannot listen: {refused.Message.TrimEnd('.')}; give an address "
                + "of this host and a free port, above 1023 without privileges");
            return null;
        }
    }
}
