using System.Collections.ObjectModel;

namespace RouteMetrics.Core.Model;

/// <summary>A Namespace: its name and labels, and what of it tells whether it is enrolled.</summary>
public sealed record NamespaceResource(string Name, IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>Null for one that is only about to be created.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Those of this project.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The labels that our field manager owns; releases before 0.2 left no other record.</summary>
    public IReadOnlyList<string> OwnedLabels { get; init; } = [];

    /// <summary>
    /// Of the labels that enrol a namespace those that another field manager owns: a user wrote them, so they are not ours to take.
    /// </summary>
    public IReadOnlyList<string> OthersLabels { get; init; } = [];
}
