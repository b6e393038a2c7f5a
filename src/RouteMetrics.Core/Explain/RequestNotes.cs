using RouteMetrics.Core.Conflicts;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Explain;

/// <summary>What a user may not expect about a request, though it decides nothing here.</summary>
internal static class RequestNotes
{
    private const int MostNamed = 3;

    /// <summary>Why the proxy knows nothing of these operations.</summary>
    public static IEnumerable<string> OfHeld(HeldTarget? held) => held is null ? [] : held.Conflicts.Take(MostNamed).Select(conflict =>
        $"held, so this is not written and the label is not ours: {conflict.Reason}; {conflict.FixAt(held.Target)}");

    public static IReadOnlyList<string> Of(
        ProxyRequest request, TargetOperations at, MeshSnapshot snapshot, RouteMetricsSettings settings)
    {
        var target = at.Target;
        var notes = new List<string>();
        if (request.Path is { } path && PathNormalization.Apply(path) is var normalized && normalized != path)
        {
            notes.Add(
                $"with Istio's default pathNormalization the proxy makes {path} {normalized} before it matches; explain that path instead");
        }

        if (request.Method.Any(char.IsAsciiLetterLower))
        {
            notes.Add($"methods are case-sensitive: {request.Method} is not {request.Method.ToUpperInvariant()}");
        }

        if (request.IsPortAssumed)
        {
            notes.Add(OnlyPort.Of(target, snapshot) is { } port
                ? $"the request names no port; {port} is taken, the only one of {target}"
                : $"the request names no port; {request.Port} is assumed");
        }

        if (snapshot.Service(target) is { Ports: { Count: > 0 } ports }
            && !ports.Contains(request.Port))
        {
            notes.Add($"{target} has no port {request.Port}, only {string.Join(", ", ports)}; name the port in the URL");
        }

        if (settings.Engine == Engine.Native)
        {
            notes.Add("the native engine takes Envoy's own routing decision; the conditions here say what that decides");
        }

        if (at.LeftOut.Count > 0)
        {
            var others = at.LeftOut.Count > MostNamed ? $" and {at.LeftOut.Count - MostNamed} others" : "";
            notes.Add(
                $"{string.Join(", ", at.LeftOut.Take(MostNamed))}{others} is not measured here, and may take the request: then it is " +
                    settings.UnmatchedName);
        }

        return notes;
    }
}
