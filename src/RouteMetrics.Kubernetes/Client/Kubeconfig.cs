using RouteMetrics.Core.Texts;

namespace RouteMetrics.Kubernetes.Client;

/// <summary>
/// The kubeconfig files that count, merged: of entries of one name the first file's, whole (client-go tools/clientcmd/loader.go).
/// </summary>
internal sealed class Kubeconfig
{
    private readonly string files;
    private readonly string? currentContext;
    private readonly Dictionary<string, KubeconfigValue> clusters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KubeconfigValue> users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KubeconfigValue> contexts = new(StringComparer.Ordinal);

    private Kubeconfig(string files, IEnumerable<KubeconfigFile> read)
    {
        this.files = files;
        foreach (var file in read)
        {
            currentContext ??= file.CurrentContext;
            Add(clusters, file.Clusters);
            Add(users, file.Users);
            Add(contexts, file.Contexts);
        }
    }

    /// <summary>
    /// A given file must be there; of those of the environment the ones that are. Null, and at least one fault, if none can be used.
    /// </summary>
    public static Kubeconfig? Load(string? file, Func<string, string?> environment, List<string> faults)
    {
        if (file is not null)
        {
            return Load([file], faults);
        }

        var named = environment("KUBECONFIG");
        var candidates = string.IsNullOrEmpty(named)
            ? [Path.Combine(environment("HOME") ?? "/", ".kube", "config")]
            : named.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var present = candidates.Distinct(StringComparer.Ordinal).Where(File.Exists).ToList();
        if (present.Count > 0)
        {
            return Load(present, faults);
        }

        faults.Add($"{string.Join(Path.PathSeparator, candidates)}: there is no kubeconfig; name one with --kubeconfig or KUBECONFIG");
        return null;
    }

    /// <summary>Null, and at least one fault, if the context is not there or something it needs cannot be read.</summary>
    public ClusterConnection? Connect(string? context, List<string> faults)
    {
        var name = context ?? currentContext;
        if (name is null)
        {
            faults.Add($"{files}: current-context is not set; choose a context: {Names(contexts)}");
            return null;
        }

        if (!contexts.TryGetValue(name, out var chosen))
        {
            faults.Add($"{files}: there is no context {OneLine.Quote(name)}; there are: {Names(contexts)}");
            return null;
        }

        var before = faults.Count;
        var place = Referred(chosen, "cluster", clusters);
        var cluster = place is null ? null : KubeconfigCluster.Read(place, faults);
        var user = UserOf(chosen, place, faults);
        var ns = chosen.Text("namespace");
        return faults.Count > before || cluster is null || user is null
            ? null
            : new(cluster.Server, ns, cluster.Trust, user) { Proxy = cluster.Proxy };
    }

    private CredentialSource? UserOf(KubeconfigValue context, KubeconfigValue? cluster, List<string> faults)
    {
        if (context.Text("user") is null)
        {
            return KubeconfigUser.Nobody;
        }

        return Referred(context, "user", users) is { } entry ? KubeconfigUser.Read(entry, cluster, faults) : null;
    }

    private static Kubeconfig? Load(IReadOnlyList<string> files, List<string> faults)
    {
        var before = faults.Count;
        var read = files.Select(file => KubeconfigFile.Read(file, faults)).OfType<KubeconfigFile>().ToList();
        return faults.Count > before ? null : new(string.Join(Path.PathSeparator, files), read);
    }

    private static KubeconfigValue? Referred(KubeconfigValue context, string field, Dictionary<string, KubeconfigValue> entries)
    {
        if (context.RequiredText(field) is not { } name)
        {
            return null;
        }

        if (entries.TryGetValue(name, out var entry))
        {
            return entry;
        }

        context[field]?.Fault($"there is no {field} {OneLine.Quote(name)}; there are: {Names(entries)}");
        return null;
    }

    private static string Names(Dictionary<string, KubeconfigValue> entries) =>
        entries.Count == 0 ? "none" : string.Join(", ", entries.Keys.Order(StringComparer.Ordinal).Select(name => OneLine.Cut(name)));

    private static void Add(Dictionary<string, KubeconfigValue> all, IReadOnlyDictionary<string, KubeconfigValue> more)
    {
        foreach (var (name, value) in more)
        {
            all.TryAdd(name, value);
        }
    }
}
