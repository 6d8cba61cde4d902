namespace InventoryPortal.Operations.Verbs;

/// <summary>What the command line asks for. A closed set.</summary>
public abstract record CommandLine
{
    private const string Mark = "--";

    /// <summary>Settings that have no section; everything else with a name of its own is an option of a verb or a mistake.</summary>
    private static readonly string[] PlainSettings = ["urls", "environment", "contentRoot", "applicationName", "http_ports", "https_ports", "AllowedHosts"];

    private static readonly string Verbs = string.Join(", ", VerbTable.All.Select(v => v.Name));

    private CommandLine(string[] settings) => Settings = settings;

    /// <summary>What is left of it for the configuration.</summary>
    public string[] Settings { get; }

    /// <summary>To serve.</summary>
    public sealed record Serve(string[] Given) : CommandLine(Given);

    /// <summary>To do one thing and end.</summary>
    public sealed record Run(VerbCall Call, string[] Given) : CommandLine(Given);

    /// <summary>To be told something, and end.</summary>
    public sealed record Say(string Text, VerbEnd End) : CommandLine([])
    {
        /// <summary>Says it on the console; returns the exit code.</summary>
        public async Task<int> SayAsync()
        {
            await (End == VerbEnd.Done ? Console.Out : Console.Error).WriteLineAsync(Text);
            return (int)End;
        }
    }

    public static CommandLine Read(IReadOnlyList<string> args)
    {
        if (args.Any(a => a is "--help" or "-h" or "-?" or "help"))
        {
            return new Say(VerbTable.Help, VerbEnd.Done);
        }
        // What begins otherwise is a setting; a verb comes first.
        if (args.Count == 0 || args[0].StartsWith('-') || args[0].StartsWith('/') || args[0].Contains('=', StringComparison.Ordinal))
        {
            return Settled(args);
        }
        return VerbTable.Find(args[0]) is { } shape
            ? Read(shape, [.. args.Skip(1)])
            : Misused($"There is no verb {args[0]}. The verbs are {Verbs}; --help says more.");
    }

    /// <summary>
    /// Nothing but settings, by the rules of the configuration: a name without a value takes the word behind it. It would pass over a word
    /// that is neither, and the portal would serve and migrate where somebody asked for a verb.
    /// </summary>
    private static CommandLine Settled(IReadOnlyList<string> args)
    {
        for (var i = 0; i < args.Count; i++)
        {
            var word = args[i];
            if (word.Contains('=', StringComparison.Ordinal))
            {
                continue;
            }
            if (!word.StartsWith('-') && !word.StartsWith('/'))
            {
                return Misused($"{word} is no setting, and a verb stands before every option; the verbs are {Verbs}, and --help says more.");
            }
            if (++i == args.Count)
            {
                return Misused($"{word} needs a value.");
            }
        }
        return new Serve([.. args]);
    }

    private static CommandLine Read(VerbShape shape, IReadOnlyList<string> rest)
    {
        var (arguments, settings) = (new List<string>(), new List<string>());
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < rest.Count; i++)
        {
            var word = rest[i];
            if (!word.StartsWith(Mark, StringComparison.Ordinal))
            {
                arguments.Add(word);
                continue;
            }
            var (name, value) = word[Mark.Length..].Split('=', 2) is [var n, var v] ? (n, v) : (word[Mark.Length..], null);
            var isOption = shape.Options.TryGetValue(name, out var valueName);
            var takesValue = isOption ? valueName!.Length > 0 : IsSetting(name);
            if (!isOption && !takesValue)
            {
                return Misused($"{shape.Name} has no option {Mark}{name}. It is called: {shape.Usage}");
            }
            if (takesValue && value is null && (value = rest.ElementAtOrDefault(++i)) is null)
            {
                return Misused($"{Mark}{name} needs a value.");
            }
            if (isOption)
            {
                options[name] = value ?? "";
            }
            else
            {
                settings.Add($"{Mark}{name}={value}");
            }
        }
        return arguments.Count == (shape.Argument is null ? 0 : 1)
            ? new Run(new VerbCall(shape.Name, arguments, options), [.. settings])
            : Misused($"It is called: {shape.Usage}");
    }

    private static bool IsSetting(string name) => name.Contains(':', StringComparison.Ordinal) || PlainSettings.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static Say Misused(string text) => new(text, VerbEnd.Misused);
}
