namespace InventoryPortal.Domain.Monitoring;

/// <summary>How grave an error is, lowest first; stored and told by its lower-case name.</summary>
public enum ErrorSeverity
{
    /// <summary>It is tried again, or somebody should look at it today.</summary>
    Warning,

    /// <summary>Something was not done.</summary>
    Error,

    /// <summary>Nothing will be right until a person acts: opens an alert.</summary>
    Critical,
}

/// <summary>Severities as they are written.</summary>
public static class ErrorSeverityWords
{
    public static string Word(this ErrorSeverity severity) => severity switch
    {
        ErrorSeverity.Critical => "critical",
        ErrorSeverity.Error => "error",
        _ => "warning",
    };

    /// <summary>What a row says; anything else is the least.</summary>
    public static ErrorSeverity Of(string word) => word switch
    {
        "critical" => ErrorSeverity.Critical,
        "error" => ErrorSeverity.Error,
        _ => ErrorSeverity.Warning,
    };
}
