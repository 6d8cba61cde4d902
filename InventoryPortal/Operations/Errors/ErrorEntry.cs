using InventoryPortal.Domain.Monitoring;

namespace InventoryPortal.Operations.Errors;

/// <summary>One error as it was logged: masked, bounded, its cause not yet asked for.</summary>
internal sealed record ErrorEntry(string Type, string Message, string? Context, ErrorSeverity Severity, string? TraceId, DateTimeOffset At, CauseFacts Facts)
{
    /// <summary>Errors that it stands for.</summary>
    public int Times { get; init; } = 1;
}

/// <summary>An error and why it happened.</summary>
internal sealed record CausedError(ErrorEntry Entry, ErrorCause Cause);
