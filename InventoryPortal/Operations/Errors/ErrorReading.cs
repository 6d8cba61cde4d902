using System.Diagnostics;
using System.Net.Sockets;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;

namespace InventoryPortal.Operations.Errors;

/// <summary>Reads out of one call to the log what its cause can be told by.</summary>
internal static class ErrorReading
{
    private const string Template = "{OriginalFormat}";
    private const string Channel = "Channel";
    private const string Reason = "Reason";

    /// <summary>Exceptions of a chain looked at; a longer one repeats itself.</summary>
    private const int MaxFaults = 10;

    private const string Ours = "InventoryPortal.";

    /// <summary>Longest message that a cause is told by, in characters.</summary>
    private const int MaxMessage = 300;

    public static CauseFacts Read<TState>(string category, EventId eventId, TState state, string message, Exception? exception)
    {
        string? template = null, channel = null, reason = null;
        if (state is IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            foreach (var (name, value) in values)
            {
                template = name == Template ? value as string : template;
                channel = name == Channel ? value as string : channel;
                reason = name == Reason ? value as string : reason;
            }
        }
        return new CauseFacts(category)
        {
            Event = eventId.Name,
            GivenUp = GivenUpOf(eventId.Name),
            Faults = Faults(exception),
            Frame = exception is null ? null : FrameOf(exception),
            Channel = channel,
            Reason = reason is null ? null : ErrorMask.Text(reason, Lengths.Error),
            // A template without places is no template: it may carry values written into it.
            Message = template?.Contains('{', StringComparison.Ordinal) == true ? template : ErrorMask.Text(message, MaxMessage),
        };
    }

    private static GivenUp GivenUpOf(string? name) =>
        name?.StartsWith(LogEvents.GivenUpPrefix, StringComparison.Ordinal) == true && Enum.TryParse<GivenUp>(name[LogEvents.GivenUpPrefix.Length..], out var work)
            ? work
            : GivenUp.Nothing;

    private static List<ErrorFault> Faults(Exception? exception)
    {
        var faults = new List<ErrorFault>();
        for (var e = exception; e is not null && faults.Count < MaxFaults; e = e.InnerException)
        {
            faults.Add(new ErrorFault(e.GetType().FullName ?? e.GetType().Name, CodeOf(e)));
        }
        return faults;
    }

    private static int? CodeOf(Exception exception) => exception switch
    {
        SqliteException e => e.SqliteErrorCode,
        SqlException e => e.Number,
        SocketException e => (int)e.SocketErrorCode,
        IOException e => e.HResult,
        _ => null,
    };

    // The innermost of ours: where the fault was met, not who waited for it.
    private static string? FrameOf(Exception exception)
    {
        string? found = null;
        var left = MaxFaults;
        for (var e = exception; e is not null && left > 0; e = e.InnerException, left--)
        {
            found = new StackTrace(e, fNeedFileInfo: false).GetFrames().Select(NameOf).FirstOrDefault(n => n is not null) ?? found;
        }
        return found;
    }

    // An async method's body lives in a class of the compiler's, <Name>d__1, inside the one that people know.
    private static string? NameOf(StackFrame frame)
    {
        if (frame.GetMethod() is not { DeclaringType: { } type } method || type.FullName?.StartsWith(Ours, StringComparison.Ordinal) != true)
        {
            return null;
        }
        var isMade = type.Name.StartsWith('<');
        var owner = isMade ? type.DeclaringType ?? type : type;
        var name = Inner(isMade ? type.Name : method.Name);
        return $"{owner.FullName![Ours.Length..].Replace('+', '.')}.{name}";
    }

    private static string Inner(string name)
    {
        var (from, to) = (name.IndexOf('<', StringComparison.Ordinal), name.IndexOf('>', StringComparison.Ordinal));
        return from >= 0 && to > from + 1 ? name[(from + 1)..to] : name;
    }
}
