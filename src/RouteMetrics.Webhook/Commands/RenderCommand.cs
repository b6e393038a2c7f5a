using System.CommandLine;
using RouteMetrics.Core;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;
using RouteMetrics.Documents.Files;
using RouteMetrics.Documents.Yaml;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary><c>render</c>: the objects that would be applied.</summary>
internal static class RenderCommand
{
    public static Command Create(CommandStreams streams)
    {
        var mesh = new MeshOptions(InputKinds.Judged);
        var output = MeshOptions.Output("yaml", "json");
        var only = new NamespaceOption("Print this namespace and what is in it alone; its routes are named among those of all others");
        var strict = MeshOptions.StrictOption();
        var moduleUrl = ModuleUrlOption();
        var command = new DocumentedCommand(
            "render",
            "Print the objects that would be applied for these routes, in apply order. Findings go to standard error.",
            "route-metrics render -f routes.yaml | kubectl apply --server-side -f -",
            "route-metrics render -f routes/ -f namespaces.yaml --attach-to waypoint",
            "kubectl get ns,svc,gateway,httproute -A -o yaml | route-metrics render -f - -o json --strict");
        mesh.AddTo(command);
        only.AddTo(command);
        command.Options.Add(output);
        command.Options.Add(strict);
        command.Options.Add(moduleUrl);
        command.SetAction(arguments => MeshInput.Read(arguments, mesh, streams) is { } input && only.IsOneOf(input, arguments, streams)
            ? Render(
                WithModuleAt(input, arguments.GetValue(moduleUrl)), only.Of(arguments), arguments.GetRequiredValue(output),
                arguments.GetValue(strict), streams)
            : ExitCode.Usage);
        return command;
    }

    // A waypoint works whoever made it, and an apply would change theirs. In a file the label alone tells whose it is.
    private static bool IsOfOthers(Manifest manifest, MeshSnapshot snapshot) =>
        manifest is { Type: var type, Namespace: { } ns }
        && type == ResourceType.Gateways
        && snapshot.Gateway(new(ns, manifest.Name)) is { } gateway
        && gateway.PodLabels?.GetValueOrDefault(IstioLabels.ManagedBy) != IstioLabels.Manager;

    private static Option<string?> ModuleUrlOption()
    {
        var option = new Option<string?>("--module-url")
        {
            Description = "Where proxies get the module, such as a mirror, instead of the program's Service; overrides the configuration",
            HelpName = "URL",
        };
        option.Validators.Add(static result =>
        {
            if (result.Tokens is not [{ Value: var url }])
            {
                return;
            }

            if (!WasmModule.IsAddress(url))
            {
                result.AddError(
                    $"--module-url {url} is no address of scheme file, http, https or oci; without a scheme it is an OCI image.");
            }
            else if (WasmModule.IsImageWithoutDigest(url))
            {
                result.AddError(
                    $"--module-url {url} is an image without its digest, which proxies compare; end it with @sha256: and the digest of the image.");
            }
        });
        return option;
    }

    private static MeshInput WithModuleAt(MeshInput input, string? url) => url is null
        ? input
        : input with { Settings = input.Settings with { Module = ModuleAt(input.Settings.Module, url) } };

    // The digest of an image is in its address, whatever the configuration says of another module.
    private static WasmModule ModuleAt(WasmModule module, string url) =>
        url.Contains("@sha256:", StringComparison.Ordinal) ? module with { Url = url, Sha256 = "" } : module with { Url = url };

    private static int Render(MeshInput input, string? ns, string format, bool strict, CommandStreams streams)
    {
        var plan = RoutePlan.Of(input.State, input.Settings);
        IReadOnlyList<Manifest> manifests =
        [
            .. plan.Manifests().Where(manifest => !IsOfOthers(manifest, input.State)).Concat(plan.Objectives())
                .Where(manifest => ns is null || (manifest.Namespace ?? manifest.Name) == ns),
        ];
        streams.Out.Write(format == "json" ? ManifestText.Json(manifests) : ManifestText.Yaml(manifests));
        NoteLabels(plan, input, ns, streams);
        NoteModule(manifests, input.Settings.OwnNamespace, streams);
        return input.Conclude(plan.Findings, ns, strict, streams);
    }

    // Who applies this to a cluster without the program gets no label, and no error either.
    private static void NoteModule(IReadOnlyList<Manifest> manifests, string ownNamespace, CommandStreams streams)
    {
        if (manifests.Any(manifest => WasmPluginManifest.ModuleOf(manifest) == BuiltinModule.In(ownNamespace)))
        {
            streams.Note(
                $"proxies fetch the module from Service {ownNamespace}/{BuiltinModule.Service}, which this version of the program has to "
                + "serve there; without it, give --module-url or --engine native");
        }
    }

    // Of a Namespace that is in the input, the labels are rendered. One that is not must not be made anew, but has to have them.
    private static void NoteLabels(RoutePlan plan, MeshInput input, string? ns, CommandStreams streams)
    {
        foreach (var name in plan.Measured
            .Where(static target => target.Target.IsAtWaypoint)
            .Select(static target => target.Target.Key.Namespace)
            .Distinct(StringComparer.Ordinal)
            .Where(name => input.State.Namespace(name) is null && (ns is null || name == ns)))
        {
            var labels = string.Join(
                ' ', NamespaceEnrolment.LabelsOf(name, input.Settings).Select(static label => $"{label.Key}={label.Value}"));
            streams.Note(
                $"Namespace {name} is not in the input, and nothing is measured there without its labels: "
                + $"kubectl label namespace {name} {labels}");
        }
    }
}
