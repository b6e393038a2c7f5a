using System.Text.Json;
using RouteMetrics.Core.Texts;

namespace RouteMetrics.Webhook.Host;

/// <summary>One line of the log, not yet formatted.</summary>
internal abstract class JsonLogLine(DateTimeOffset time, LogLevel level, string name, Exception? exception)
{
    /// <summary>
    /// Time (UTC), level, event, message, the fields of the event, and the exception if there is one. Texts are safe for a terminal even
    /// after their JSON has been decoded.
    /// </summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("time"u8, time.UtcDateTime);
        json.WriteString("level"u8, Word(level));
        json.WriteString("event"u8, name);
        json.WriteString("message"u8, OneLine.Of(Message()));
        foreach (var (key, value) in Fields())
        {
            // The template repeats the message.
            if (key != "{OriginalFormat}")
            {
                WriteField(json, key, value);
            }
        }

        if (exception is not null)
        {
            // A stack trace has lines of its own.
            json.WriteString("exception"u8, string.Join('\n', exception.ToString().Split('\n').Select(OneLine.Of)));
        }

        json.WriteEndObject();
    }

    protected abstract string Message();

    protected abstract IEnumerable<KeyValuePair<string, object?>> Fields();

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };

    private static void WriteField(Utf8JsonWriter json, string key, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case bool flag:
                json.WriteBoolean(key, flag);
                break;
            case int number:
                json.WriteNumber(key, number);
                break;
            case long number:
                json.WriteNumber(key, number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumber(key, number);
                break;
            case DateTime moment:
                json.WriteString(key, moment);
                break;
            default:
                json.WriteString(key, OneLine.Of(value.ToString() ?? ""));
                break;
        }
    }

    internal sealed class Of<TState>(
        DateTimeOffset time, LogLevel level, string name, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        : JsonLogLine(time, level, name, exception)
    {
        private readonly Exception? exception = exception;

        protected override string Message() => formatter(state, exception);

        protected override IEnumerable<KeyValuePair<string, object?>> Fields() => state as IEnumerable<KeyValuePair<string, object?>> ?? [];
    }
}
