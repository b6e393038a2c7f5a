using Xunit.Sdk;
using Xunit.v3;

// Two cores, and each class has a control plane of its own: side by side, they would measure each other.
[assembly: Parallelization(Mode = ParallelMode.None)]
