namespace RouteMetrics.Documents.Files;

/// <summary>A line, from 1, of a file as it was named on the command line; <c>stdin</c> for standard input.</summary>
public sealed record InputPlace(string File, int Line);
