using System.Text;
using RouteMetrics.Mesh.Tests.Envoy;
using Wasmtime;

namespace RouteMetrics.Mesh.Tests.Wasm;

/// <summary>
/// The module in a VM of Wasmtime's with the functions of proxy-wasm's ABI 0.2.1 that it imports. A trap, and a call that takes longer than
/// its fuel, is an exception.
/// </summary>
internal sealed class ModuleVm : IDisposable
{
    private const ulong FuelOfCall = 2_000_000_000;
    private const int Ok = 0;
    private const int NotFound = 1;
    private const int BadArgument = 2;

    private static readonly Engine Engine = new(new Config().WithFuelConsumption(true));
    private static readonly Lazy<Module> Code = new(static () => Module.FromFile(Engine, RunningEnvoy.Module));

    private readonly Store store = new(Engine);
    private readonly Memory memory;
    private readonly Func<int, int> allocate;
    private readonly Action<int, int> createContext;
    private readonly Func<int, int, int> configure;
    private readonly Func<int, int, int, int> onRequestHeaders;
    private readonly Action<int> onLog;
    private readonly Action<int> onDelete;
    private readonly Dictionary<string, string> set = [];
    private readonly List<string> metrics = [];
    private byte[] configuration = [];
    private ProxyRequest? request;
    private int contexts;

    public ModuleVm()
    {
        using var linker = new Linker(Engine);
        linker.DefineFunction("env", "proxy_log", (int level, int at, int size) => Log(level, Read(at, size)));
        linker.DefineFunction("env", "proxy_get_buffer_bytes", (int type, int start, int length, int at, int size) =>
            Give(configuration.AsSpan(start, Math.Min(length, configuration.Length - start)), at, size));
        linker.DefineFunction("env", "proxy_get_header_map_pairs", (int map, int at, int size) =>
            Called("pairs") && request is null ? BadArgument : Give(request?.Serialized() ?? [], at, size));
        linker.DefineFunction("env", "proxy_get_header_map_value", (int map, int key, int keySize, int at, int size) =>
            Called(Read(key, keySize)) ? GiveOrNot(Header(Read(key, keySize)), at, size) : BadArgument);
        linker.DefineFunction("env", "proxy_get_property", (int path, int pathSize, int at, int size) =>
            Called(Read(path, pathSize)) ? GiveOrNot(request?.Properties.GetValueOrDefault(Read(path, pathSize)), at, size) : BadArgument);
        linker.DefineFunction("env", "proxy_set_property", (int path, int pathSize, int value, int valueSize) =>
            Called("set") ? Set(Read(path, pathSize), Read(value, valueSize)) : BadArgument);
        linker.DefineFunction("env", "proxy_define_metric", (int type, int name, int size, int id) => Define(Read(name, size), id));
        linker.DefineFunction("env", "proxy_increment_metric", (int id, long by) => Count(id, by));
        linker.DefineFunction("env", "proxy_call_foreign_function", (int name, int nameSize, int argument, int argumentSize, int at, int size) =>
            Call(Read(name, nameSize), memory!.GetSpan(argument, argumentSize).ToArray(), at, size));
        var instance = linker.Instantiate(store, Code.Value);
        memory = instance.GetMemory("memory")!;
        allocate = instance.GetFunction<int, int>("proxy_on_memory_allocate")!;
        createContext = instance.GetAction<int, int>("proxy_on_context_create")!;
        configure = instance.GetFunction<int, int, int>("proxy_on_configure")!;
        onRequestHeaders = instance.GetFunction<int, int, int, int>("proxy_on_request_headers")!;
        onLog = instance.GetAction<int>("proxy_on_log")!;
        onDelete = instance.GetAction<int>("proxy_on_delete")!;
    }

    public HostCel Cel { get; } = new();

    /// <summary>By name.</summary>
    public Dictionary<string, long> Counters { get; } = [];

    public List<(int Level, string Text)> Lines { get; } = [];

    /// <summary>What the host was called for by the last request, in order: the path of a property, with dots, a header, all pairs, set, or a function.</summary>
    public List<string> Calls { get; } = [];

    public long MemorySize => memory.GetLength();

    /// <summary>A root context with this configuration; its number.</summary>
    public int Plugin(ReadOnlySpan<byte> json)
    {
        Create(++contexts, 0);
        Configure(contexts, json);
        return contexts;
    }

    public int Plugin(string json) => Plugin(Encoding.UTF8.GetBytes(json));

    public void Configure(int root, ReadOnlySpan<byte> json)
    {
        configuration = json.ToArray();
        store.Fuel = FuelOfCall;
        Assert.Equal(1, configure(root, configuration.Length));
    }

    public void Create(int context, int root)
    {
        store.Fuel = FuelOfCall;
        createContext(context, root);
    }

    public void Delete(int context)
    {
        store.Fuel = FuelOfCall;
        onDelete(context);
    }

    /// <summary>What a request of the plugin's sets by its end, over both phases.</summary>
    public IReadOnlyDictionary<string, string> Send(int root, ProxyRequest sent)
    {
        var stream = ++contexts;
        Create(stream, root);
        var result = Run(stream, sent);
        Delete(stream);
        return result;
    }

    /// <summary>The calls of an existing stream context.</summary>
    public IReadOnlyDictionary<string, string> Run(int stream, ProxyRequest sent, bool toTheEnd = true)
    {
        set.Clear();
        Calls.Clear();
        request = sent;
        store.Fuel = FuelOfCall;
        Assert.Equal(0, onRequestHeaders(stream, sent.Pairs.Count, 1));
        if (toTheEnd)
        {
            onLog(stream);
        }

        request = null;
        return set;
    }

    public void Dispose() => store.Dispose();

    private byte[]? Header(string name) =>
        request?.Pairs.FirstOrDefault(pair => pair.Name == name) is { Value: { } value } ? Encoding.UTF8.GetBytes(value) : null;

    private string Read(int at, int size) => size == 0 ? "" : Encoding.UTF8.GetString(memory.GetSpan(at, size));

    private int GiveOrNot(byte[]? bytes, int at, int size) => bytes is null ? NotFound : Give(bytes, at, size);

    /// <summary>As Envoy does: no memory is asked for nothing, and without memory nothing is given.</summary>
    private int Give(ReadOnlySpan<byte> bytes, int at, int size)
    {
        var address = 0;
        if (bytes.Length > 0)
        {
            address = allocate(bytes.Length);
            if (address == 0)
            {
                return BadArgument;
            }

            bytes.CopyTo(memory.GetSpan(address, bytes.Length));
        }

        memory.WriteInt32(at, address);
        memory.WriteInt32(size, bytes.Length);
        return Ok;
    }

    private int Log(int level, string text)
    {
        Lines.Add((level, text));
        return Ok;
    }

    private int Set(string name, string value)
    {
        set[name] = value;
        return Ok;
    }

    private int Define(string name, int id)
    {
        memory.WriteInt32(id, metrics.Count);
        metrics.Add(name);
        return Ok;
    }

    private int Count(int id, long by)
    {
        Counters[metrics[id]] = Counters.GetValueOrDefault(metrics[id]) + by;
        return Ok;
    }

    private bool Called(string what)
    {
        Calls.Add(what.Replace('\0', '.'));
        return true;
    }

    private int Call(string function, byte[] argument, int at, int size)
    {
        Called(function);
        switch (function)
        {
            case "expr_create":
                return Cel.Create(Encoding.UTF8.GetString(argument)) is { } token ? Give(BitConverter.GetBytes(token), at, size) : BadArgument;
            case "expr_evaluate":
                return Cel.Evaluate(BitConverter.ToInt32(argument), request?.Activation) is { } value ? Give(value, at, size) : BadArgument;
            case "expr_delete":
                Cel.Delete(BitConverter.ToInt32(argument));
                return Ok;
            default:
                return NotFound;
        }
    }
}
