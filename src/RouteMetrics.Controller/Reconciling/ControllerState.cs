using RouteMetrics.Controller.Reports;

namespace RouteMetrics.Controller.Reconciling;

/// <summary>How the leader's work stands.</summary>
/// <param name="Queued">Namespaces that wait, also for a pause to end.</param>
/// <param name="Overdue">How long the one has been due that has been longest.</param>
/// <param name="Held">What is held, by reason.</param>
/// <param name="LastAudit">Null until one has ended well.</param>
internal sealed record ControllerState(int Queued, TimeSpan Overdue, HeldTargets Held, AuditResult? LastAudit);
