using RouteMetrics.Core.Model;

namespace RouteMetrics.Documents.Schemas;

/// <summary>
/// A kind or a field of a document that does not exist: where it is, the word, the rest of a sentence about it, and what to do. A certain
/// one is near to a word that exists; another may be of a newer version.
/// </summary>
public sealed record DocumentFault(ObjectRef Object, string Path, string? Value, string Reason, string Fix, bool IsCertain);
