using System.Diagnostics;

namespace InventoryPortal.Persistence;

/// <summary>
/// The trace that a piece of work on record belongs to, as W3C Trace Context writes it: kept with an event and with a listing that is
/// due, so that one trace goes on through the tables. Null, and free of cost, while nobody records traces.
/// </summary>
public static class TraceMark
{
    /// <summary>Characters of one mark.</summary>
    public const int Length = 55;

    /// <summary>Name under which it stands among the kept headers of an event.</summary>
    public const string Header = "traceparent";

    /// <summary>Of what runs now; null when it is not recorded.</summary>
    public static string? Current => Of(Activity.Current);

    /// <summary>Of a span; null when it is not recorded.</summary>
    public static string? Of(Activity? activity) => activity is { Recorded: true, IdFormat: ActivityIdFormat.W3C } ? activity.Id : null;

    /// <summary>What a mark names; the default where there is none, under which a span begins a trace of its own.</summary>
    public static ActivityContext Read(string? mark) => mark is not null && ActivityContext.TryParse(mark, null, isRemote: true, out var context) ? context : default;
}
