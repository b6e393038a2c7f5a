namespace RouteMetrics.Documents.Files;

/// <summary>Ends the reading of one file.</summary>
internal sealed class InputFaultException(int? line, string message) : Exception(message)
{
    public int? Line => line;
}
