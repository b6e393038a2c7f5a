using System.Text.Json;

namespace RouteMetrics.Admission.Tests;

public sealed class QuotedTextTests
{
    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("plain", "\"plain\"")]
    [InlineData("\"", "\"\\\"\"")]
    [InlineData("\\", "\"\\\\\"")]
    [InlineData("[{\"value\":\"a\\\\b\"}]", "\"[{\\\"value\\\":\\\"a\\\\\\\\b\\\"}]\"")]
    [InlineData("line\nend\"", "\"line\\nend\\\"\"")]
    [InlineData("é 😀 ' < &", "\"é 😀 ' < &\"")]
    public void Text_is_quoted_with_the_fewest_escapes_and_reads_back(string text, string quoted)
    {
        using var written = new MemoryStream();
        using (var json = new Utf8JsonWriter(written, AdmissionAnswerWriter.Options))
        {
            QuotedText.WriteTo(json, text);
        }

        Assert.Equal(quoted, System.Text.Encoding.UTF8.GetString(written.ToArray()));
        using var document = JsonDocument.Parse(written.ToArray());
        Assert.Equal(text, document.RootElement.GetString());
    }
}
