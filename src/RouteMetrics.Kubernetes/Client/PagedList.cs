using System.Net;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Kubernetes.Client;

/// <summary>What is to be listed. Without a page size all at once; without a resource version as it is now.</summary>
internal sealed record ListQuery(ResourceType Type, string? Namespace, string? LabelSelector)
{
    /// <summary>The object of this name alone; null: all.</summary>
    public string? Name { get; init; }

    public int PageSize { get; init; }

    public string? ResourceVersion { get; init; }

    public int Tries { get; init; } = StreamRequest.UsualTries;

    /// <summary>What chooses the objects; the same for a watch.</summary>
    public string Selection =>
        Parameter("labelSelector", LabelSelector) + Parameter("fieldSelector", Name is null ? null : $"metadata.name={Name}");

    public string What => $"list {Type.FullName}{(Namespace is null ? "" : $" in {Namespace}")}";

    public StreamRequest Page(string next)
    {
        var limit = PageSize > 0 ? $"&limit={PageSize}" : "";
        var query = $"{limit}{Parameter("resourceVersion", ResourceVersion)}{Selection}{Parameter("continue", next)}";
        return new(Type.PathOf(Namespace) + (query.Length > 0 ? $"?{query[1..]}" : ""), What, Tries);
    }

    public static string Parameter(string name, string? value) =>
        string.IsNullOrEmpty(value) ? "" : $"&{name}={Uri.EscapeDataString(value)}";
}

/// <summary>What the metadata of a page says: the version of the list, and the token of the next page, empty at the last one.</summary>
internal readonly record struct PageEnd(string ResourceVersion, string Next);

/// <summary>
/// The pages of a list, one after the other. They all show the state that the first one showed; when the server no longer has that (410,
/// after some five minutes) the list starts over, and when that happens twice it is asked for in one piece, as client-go does.
/// </summary>
internal static class PagedList
{
    private const int PagedTries = 2;

    /// <summary>The version of the list.</summary>
    public static async Task<string> ReadAsync(ListQuery query, Func<ListQuery, string, Task<PageEnd>> readPage, Action startOver)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await ReadOnceAsync(attempt <= PagedTries ? query : query with { PageSize = 0 }, readPage);
            }
            catch (KubernetesApiException expired) when (expired.Status == HttpStatusCode.Gone && attempt <= PagedTries)
            {
                startOver();
            }
        }
    }

    private static async Task<string> ReadOnceAsync(ListQuery query, Func<ListQuery, string, Task<PageEnd>> readPage)
    {
        var page = new PageEnd("", "");
        do
        {
            page = await readPage(query, page.Next);
        }
        while (page.Next.Length > 0);

        return page.ResourceVersion;
    }
}
