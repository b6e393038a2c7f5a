using System.Text;
using RouteMetrics.Webhook.Commands;

// The same bytes whatever the locale; each write goes out at once, for those who follow the log.
using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
using var error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
using var input = Console.OpenStandardInput();
return await CommandLine.RunAsync(args, CommandStreams.OfProcess(input, output, error), CancellationToken.None);
