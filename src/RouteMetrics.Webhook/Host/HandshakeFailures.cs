using System.Net;
using Microsoft.AspNetCore.Connections;

namespace RouteMetrics.Webhook.Host;

/// <summary>Turns Kestrel's debug line about a failed handshake, which names no client, into one of <see cref="Refusals"/>.</summary>
internal sealed class HandshakeFailures(Refusals refusals) : ILoggerProvider, ILogger
{
    /// <summary>The category of the lines (aspnetcore, src/Servers/Kestrel/Core/src/Middleware/HttpsConnectionMiddleware.cs).</summary>
    public const string Category = "Microsoft.AspNetCore.Server.Kestrel.Https.Internal.HttpsConnectionMiddleware";

    private readonly AsyncLocal<EndPoint?> remote = new();

    /// <summary>Wraps the HTTPS middleware: remembers the remote address and makes <see cref="Refusals"/> a connection feature.</summary>
    public ConnectionDelegate Around(ConnectionDelegate next) => connection =>
    {
        remote.Value = connection.RemoteEndPoint;
        connection.Features.Set(refusals);
        return next(connection);
    };

    /// <summary>Runs inside the HTTPS middleware: forgets the remote address, or every request would carry it along.</summary>
    public ConnectionDelegate Within(ConnectionDelegate next) => connection =>
    {
        remote.Value = null;
        return next(connection);
    };

    public ILogger CreateLogger(string categoryName) =>
        categoryName == Category ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        switch (eventId.Name)
        {
            case "AuthenticationFailed":
                refusals.Handshake(remote.Value, ReasonOf(exception));
                break;
            case "AuthenticationTimedOut":
                refusals.Handshake(remote.Value, $"not done within {ConnectionLimits.Handshake.TotalSeconds} s");
                break;
        }
    }

    public void Dispose()
    {
    }

    // The innermost exception has the client's alert, such as "tlsv1 alert unknown ca".
    private static string ReasonOf(Exception? exception) =>
        exception switch
        {
            null => "unknown",
            _ when exception.GetBaseException() is var cause && cause != exception => $"{exception.Message} {cause.Message}",
            _ => exception.Message,
        };
}
