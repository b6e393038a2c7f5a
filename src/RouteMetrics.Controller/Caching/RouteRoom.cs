namespace RouteMetrics.Controller.Caching;

/// <summary>How many bytes of memory the routes of one namespace may take, and those of all.</summary>
internal sealed record RouteRoom(long InNamespace, long InAll)
{
    /// <summary>
    /// Of the memory that the garbage collector may use. With that of deploy/ (60 % of 384 MiB) a namespace has 7 MiB, some 5,000 usual
    /// routes. The rest is for other objects and for work: the plan of a namespace takes several times what its routes take.
    /// </summary>
    public static RouteRoom OfProcess() => OfHeap(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    public static RouteRoom OfHeap(long bytes) => new(bytes / 32, bytes / 4);

    /// <summary>What outlines of a namespace may take of its room; an outline of a usual route has half a KiB.</summary>
    public long OutlinesInNamespace => InNamespace / 4;

    /// <summary>What all outlines may take.</summary>
    public long OutlinesInAll => InAll / 4;
}
