using System.Runtime.InteropServices;

namespace RouteMetrics.Webhook.Commands.Output;

/// <summary>
/// How large a terminal is, asked of the kernel (tty_ioctl(2), TIOCGWINSZ). <see cref="Console.WindowWidth"/> knows it too, but first takes
/// the terminal over and sets its keys, which stays so when the program ends.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct WindowSize
{
    private ushort rows;
    private ushort columns;
    private ushort width;
    private ushort height;

    /// <summary>Columns of the terminal behind a file descriptor; 0 where nothing tells.</summary>
    public static int ColumnsOf(int descriptor)
    {
        // The number of the request is Linux's, on amd64 and arm64.
        const nuint GetWindowSize = 0x5413;
        var size = default(WindowSize);
        return OperatingSystem.IsLinux() && Ask(descriptor, GetWindowSize, ref size) == 0 ? size.columns : 0;
    }

    [DllImport("libc", EntryPoint = "ioctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Ask(int descriptor, nuint request, ref WindowSize size);
}
