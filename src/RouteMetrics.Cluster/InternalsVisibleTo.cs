[assembly: System.Runtime.CompilerServices.InternalsVisibleTo("RouteMetrics.Cluster.Tests")]
