using System.Diagnostics;
using System.Threading.Channels;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Operations.Errors;

/// <summary>
/// Collects warnings of the portal and errors of anything for the errors page. Bounded and lossy: a flood of errors may not
/// become a flood of writes.
/// </summary>
[ProviderAlias("Portal")]
public sealed class ErrorLog(TimeProvider clock) : ILoggerProvider
{
    /// <summary>Entries kept while the database is slow.</summary>
    private const int Capacity = 1000;

    /// <summary>Characters of an exception's text kept: the frames that matter come first.</summary>
    private const int MaxContext = 4000;

    private const int MaxType = 200;

    private const string Ours = "InventoryPortal";

    /// <summary>What logs about writing the log itself.</summary>
    private static readonly string[] Excluded = ["Microsoft.EntityFrameworkCore", typeof(ErrorLogWorker).FullName!];

    private readonly Channel<ErrorLogRow> _entries =
        Channel.CreateBounded<ErrorLogRow>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropWrite });

    internal ChannelReader<ErrorLogRow> Entries => _entries.Reader;

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => new Entry(this, categoryName);

    /// <inheritdoc />
    public void Dispose() => _entries.Writer.TryComplete();

    private void Add(string category, LogLevel level, string message, Exception? exception) => _entries.Writer.TryWrite(new ErrorLogRow
    {
        Type = ErrorMask.Text(exception?.GetType().FullName ?? category, MaxType),
        Message = ErrorMask.Text(message, Lengths.Error),
        Context = ErrorMask.Text(exception is null ? category : $"{category}\n{exception}", MaxContext),
        Severity = level switch { LogLevel.Critical => "critical", LogLevel.Error => "error", _ => "warning" },
        TraceId = Activity.Current?.TraceId.ToString(),
        At = clock.GetUtcNow(),
    });

    private sealed class Entry(ErrorLog owner, string category) : ILogger
    {
        private readonly LogLevel _from =
            Excluded.Any(e => category.StartsWith(e, StringComparison.Ordinal)) ? LogLevel.None
            : category.StartsWith(Ours, StringComparison.Ordinal) ? LogLevel.Warning
            : LogLevel.Error;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= _from && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                owner.Add(category, logLevel, formatter(state, exception), exception);
            }
        }
    }
}
