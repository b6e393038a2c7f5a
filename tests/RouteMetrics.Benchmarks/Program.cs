using System.Globalization;
using BenchmarkDotNet.Running;
using RouteMetrics.Benchmarks;

// scripts/bench uses the first five, scripts/measure-cluster the sixth, scripts/bench-proxy the seventh; everything else is BenchmarkDotNet's command line, such as --filter '*Synthesis*'.
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
    case ["reviews"]:
        return InProcess.Report(Console.Out);
    case ["hostile"]:
        return Hostile.Report(Console.Out);
    case ["cluster", var kubeconfig, var program, var namespaces, var routes]:
        return await ClusterScale.RunAsync(kubeconfig, program, int.Parse(namespaces, CultureInfo.InvariantCulture), int.Parse(routes, CultureInfo.InvariantCulture), Console.Out);
    case ["proxy", var folder, var module, var conditions]:
        await ProxyLoad.WriteAsync(folder, module, conditions == "route");
        return 0;
    default:
        return BenchmarkSwitcher.FromAssembly(typeof(Payloads).Assembly).Run(args).Any() ? 0 : 2;
}
