namespace InventoryPortal.Operations.Verbs;

/// <summary>How a verb ended; the exit code of the program.</summary>
public enum VerbEnd
{
    /// <summary>Done, and nothing is wrong.</summary>
    Done = 0,

    /// <summary>Refused, failed, or something wrong was found; said on stderr or in the list.</summary>
    Failed = 1,

    /// <summary>The command line was not understood; nothing was done.</summary>
    Misused = 2,
}

/// <summary>A verb as it was asked for.</summary>
/// <param name="Name">The verb.</param>
/// <param name="Arguments">What stands behind it, without options.</param>
/// <param name="Options">Its own options with their values; a switch has an empty one.</param>
public sealed record VerbCall(string Name, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Options);

/// <summary>Where a verb speaks and listens: the console, or a test.</summary>
/// <param name="ReadSecret">Asks for a line that is not shown, by this prompt where there is somebody to ask; null when there is none.</param>
/// <param name="Out">What was asked for.</param>
/// <param name="Error">What went wrong.</param>
public sealed record VerbConsole(Func<string, string?> ReadSecret, TextWriter Out, TextWriter Error);

/// <summary>One thing that the program does instead of serving; how it is called stands in <see cref="VerbTable"/>.</summary>
public interface IVerb
{
    /// <summary>As in the table.</summary>
    string Name { get; }

    Task<VerbEnd> RunAsync(VerbCall call, VerbConsole console, CancellationToken cancellationToken);
}
