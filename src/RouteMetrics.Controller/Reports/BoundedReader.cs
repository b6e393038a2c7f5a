using System.Text.Json;
using RouteMetrics.Documents.Json;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Reports;

/// <summary>Reads objects until they have so many bytes as JSON; what is beyond cannot be read, so that no replica dies of it.</summary>
internal sealed class BoundedReader<T>(ReadItem<T> read, long most)
{
    private long taken;

    public T Read(ref Utf8JsonReader reader, List<ReadFault> faults)
    {
        var start = reader.TokenStartIndex;
        var value = read(ref reader, faults);
        var size = reader.BytesConsumed - start;
        if (size > most - taken)
        {
            faults.Add(new("", null, $"it has {size} bytes, more than the audit has room for: all of its kind may have {most}"));
        }
        else
        {
            taken += size;
        }

        return value;
    }
}
