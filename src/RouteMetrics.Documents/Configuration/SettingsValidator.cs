using System.Text;
using System.Text.RegularExpressions;
using FluentValidation;
using FluentValidation.Results;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Documents.Configuration;

/// <summary>What the values of the settings must be; the paths are those of the file, so that a fault finds its line.</summary>
internal sealed partial class SettingsValidator : AbstractValidator<RouteMetricsSettings>
{
    /// <summary>As Kubernetes label values, which the names become: istiod labels the pods of a waypoint with its name.</summary>
    private const int MaxNameLength = 63;

    private const string Owner = "{owner}";

    private const int MaxUnmatchedName = 128;

    /// <summary>A warning has 256 characters, of which the link may not take more than the half.</summary>
    private const int MaxDocumentation = 100;

    // One rule for all: each rule of its own would compile an expression, which a start of the process pays for.
    private readonly List<Action<RouteMetricsSettings, ValidationContext<RouteMetricsSettings>>> checks = [];

    public SettingsValidator()
    {
        RuleFor(settings => settings).Custom((settings, context) => checks.ForEach(check => check(settings, context)));
        CheckEach(
            "exemptNamespaces", settings => settings.ExemptNamespaces, pattern => NamespacePattern().IsMatch(pattern.TrimStart('!')),
            "must be the name of a namespace, or the start of one followed by *");
        Check("ownNamespace", settings => settings.OwnNamespace, IsNamespace,
            "must be the name of a namespace: lower-case letters, digits and -");
        CheckPattern("names.waypoint", settings => settings.Names.Waypoint);
        CheckPattern("names.telemetry", settings => settings.Names.Telemetry);
        CheckPattern("names.wasmPlugin", settings => settings.Names.WasmPlugin);
        Check("module.url", settings => settings.Module.Url, static url => url.Length == 0 || WasmModule.IsAddress(url),
            "must be an address of scheme file, http, https or oci; without a scheme it is an OCI image");
        Check("module.url", settings => settings.Module.Url,
            static (settings, url) => settings.Module.Sha256.Length > 0 || !WasmModule.IsImageWithoutDigest(url),
            "is an image without its digest; end it with @sha256: and the digest of the image, or give that in module.sha256");
        Check("module.url", settings => settings.Module.Url, static (settings, _) => !settings.Module.IsOfOtherKind,
            "is the program's own module, and attributegen has another digest; write module.kind: builtin beside it");
        Check("module.sha256", settings => settings.Module.Sha256, static digest => digest.Length == 0 || Digest().IsMatch(digest),
            "must be 64 lower-case hexadecimal digits");
        CheckTelemetry();
        Check("clusterDomain", settings => settings.ClusterDomain, domain => domain.Length == 0 || IsSubdomain(domain),
            "must be a DNS domain such as cluster.local, or empty");
        CheckEach("gatewayClasses.gateway", settings => settings.GatewayClasses.Gateway, IsSubdomain, "must be the name of a GatewayClass");
        Check("gatewayClasses.gateway", settings => settings.GatewayClasses.Gateway, classes => classes.Count > 0,
            "must name one GatewayClass at least, such as istio");
        Check("gatewayClasses.waypoint", settings => settings.GatewayClasses.Waypoint, IsSubdomain, "must be the name of a GatewayClass");
        Check("gatewayClasses.waypoint", settings => settings.GatewayClasses.Waypoint,
            (settings, name) => !settings.GatewayClasses.Gateway.Contains(name, StringComparer.Ordinal),
            "is one of gatewayClasses.gateway, whose Gateways are no waypoints; name another class, such as istio-waypoint");
        Check("waypointRevision", settings => settings.WaypointRevision,
            revision => revision.Length == 0 || (revision.Length <= MaxNameLength && Revision().IsMatch(revision)),
            "must be a revision or a tag of istiod, as the label istio.io/rev has it, or empty");
        CheckPolicy();
    }

    private void CheckPolicy()
    {
        checks.Add((settings, context) =>
        {
            foreach (var name in settings.Budget.Namespaces.Keys)
            {
                AddFailure(context, $"budget.namespaces.{name}", name, NamespacePattern().IsMatch(name),
                    "must be the name of a namespace, or the start of one followed by *");
            }
        });
        Check("policy.documentation", settings => settings.Documentation,
            text => text.Length <= MaxDocumentation && text.All(static c => c is > ' ' and <= '~'),
            $"must have at most {MaxDocumentation} ASCII characters and no space, such as https://example.com/policy/");
    }

    private void CheckTelemetry()
    {
        Check("metrics", Metrics, metrics => metrics.Count > 0, "must name one metric at least, such as REQUEST_COUNT");
        CheckEach("metrics", Metrics, metric => IstioNames.Metrics.Contains(metric, StringComparer.Ordinal),
            $"must be one of {string.Join(", ", IstioNames.Metrics)}");
        CheckEach("metrics", Metrics, (metrics, index) => !metrics.Take(index).Contains(metrics[index], StringComparer.Ordinal),
            "is in the list already; remove it here");
        CheckEach("metrics", Metrics, (metrics, index) => metrics[index] != IstioNames.AllMetrics || metrics.Count == 1,
            "stands for every metric; remove it, or the others");
        Check("labelName", settings => settings.LabelName, LabelName().IsMatch,
            "must be a Prometheus label: letters, digits and _, no digit first, no __ first");
        Check("labelName", settings => settings.LabelName, name => !IstioNames.Labels.Contains(name, StringComparer.Ordinal),
            "is a label that the metrics have already; overriding it would corrupt every dashboard that reads it");
        Check("unmatchedName", settings => settings.UnmatchedName, IsLabelValue, $"must be 1 to {MaxUnmatchedName} printable characters");

        static IReadOnlyList<string> Metrics(RouteMetricsSettings settings) => settings.Metrics;
    }

    private void CheckPattern(string path, Func<RouteMetricsSettings, string> pattern)
    {
        Check(path, pattern, text => text.Contains(Owner, StringComparison.Ordinal),
            $"must contain {Owner}, else all objects would have one name");
        Check(path, pattern, text => IsName(text.Replace(Owner, "a", StringComparison.Ordinal)),
            "must give names of lower-case letters, digits and -, with a letter first and no - last");
    }

    private void Check<T>(string path, Func<RouteMetricsSettings, T> value, Func<T, bool> holds, string reason) =>
        Check(path, value, (_, item) => holds(item), reason);

    private void Check<T>(string path, Func<RouteMetricsSettings, T> value, Func<RouteMetricsSettings, T, bool> holds, string reason) =>
        checks.Add((settings, context) => AddFailure(context, path, value(settings), holds(settings, value(settings)), reason));

    private void CheckEach(
        string path, Func<RouteMetricsSettings, IReadOnlyList<string>> values, Func<string, bool> holds, string reason) =>
        CheckEach(path, values, (list, index) => holds(list[index]), reason);

    private void CheckEach(
        string path,
        Func<RouteMetricsSettings, IReadOnlyList<string>> values,
        Func<IReadOnlyList<string>, int, bool> holds,
        string reason) =>
        checks.Add((settings, context) =>
        {
            var list = values(settings);
            foreach (var (index, value) in list.Index())
            {
                AddFailure(context, $"{path}[{index}]", value, holds(list, index), reason);
            }
        });

    private static void AddFailure<T>(ValidationContext<RouteMetricsSettings> context, string path, T value, bool holds, string reason)
    {
        if (!holds)
        {
            context.AddFailure(new ValidationFailure($"spec.{path}", reason, value));
        }
    }

    private static bool IsNamespace(string name) => name.Length <= MaxNameLength && !name.Contains('.') && IsSubdomain(name);

    private static bool IsName(string name) => name.Length <= MaxNameLength && Name().IsMatch(name);

    private static bool IsSubdomain(string name) => name.Length <= 253 && Subdomain().IsMatch(name);

    private static bool IsLabelValue(string text) => text.Length is > 0 and <= MaxUnmatchedName && text.EnumerateRunes().All(IsPrintable);

    private static bool IsPrintable(Rune rune) => !Rune.IsControl(rune) && rune.Value is not (0x2028 or 0x2029 or 0xFEFF or 0xFFFD);

    [GeneratedRegex(@"^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Revision();

    [GeneratedRegex(@"^[a-z]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();

    [GeneratedRegex(
        @"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Subdomain();

    [GeneratedRegex(
        @"^([a-z0-9]([-a-z0-9]*[a-z0-9])?|[a-z0-9][-a-z0-9]*\*)\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamespacePattern();

    [GeneratedRegex(@"^[0-9a-f]{64}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Digest();

    [GeneratedRegex(@"^([a-zA-Z]|_[a-zA-Z0-9]|_\z)[a-zA-Z0-9_]*\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LabelName();
}
