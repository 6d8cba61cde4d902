using System.Diagnostics;
using System.Threading.Channels;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Persistence;

namespace InventoryPortal.Operations.Errors;

/// <summary>
/// Collects warnings of the portal and errors of anything for the errors page. Bounded and lossy: a flood of errors may not
/// become a flood of writes. What is lost is counted.
/// </summary>
[ProviderAlias("Portal")]
public sealed class ErrorLog : ILoggerProvider
{
    /// <summary>Entries kept while the database is slow.</summary>
    private const int Capacity = 1000;

    /// <summary>Characters of an exception's text kept: the frames that matter come first.</summary>
    private const int MaxContext = 4000;

    private const int MaxType = 200;

    private const string Ours = "InventoryPortal";

    /// <summary>What logs about writing the log itself.</summary>
    private static readonly string[] Excluded = ["Microsoft.EntityFrameworkCore", typeof(ErrorLogWorker).FullName!];

    private readonly TimeProvider _clock;
    private readonly Channel<ErrorEntry> _entries;
    private int _lost;

    public ErrorLog(TimeProvider clock)
    {
        _clock = clock;
        _entries = Channel.CreateBounded<ErrorEntry>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropWrite }, e => Lose(e.Times));
    }

    internal ChannelReader<ErrorEntry> Entries => _entries.Reader;

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    /// <inheritdoc />
    public void Dispose() => _entries.Writer.TryComplete();

    /// <summary>Counts errors that were not kept.</summary>
    internal void Lose(int errors) => Interlocked.Add(ref _lost, errors);

    /// <summary>How many were lost since it was asked last, as an entry of its own; null when none was.</summary>
    internal ErrorEntry? TakeLost()
    {
        var lost = Interlocked.Exchange(ref _lost, 0);
        return lost == 0 ? null : new ErrorEntry(
            typeof(ErrorLog).FullName!, $"{lost} errors came faster than they could be kept.", null, ErrorSeverity.Warning, null, _clock.GetUtcNow(),
            new CauseFacts(typeof(ErrorLog).FullName!) { Event = CauseCodes.LogOverflow }) { Times = lost };
    }

    private void Add<TState>(string category, LogLevel level, EventId eventId, TState state, string message, Exception? exception) => _entries.Writer.TryWrite(new ErrorEntry(
        ErrorMask.Text(exception?.GetType().FullName ?? category, MaxType),
        ErrorMask.Text(message, Lengths.Error),
        ErrorMask.Text(exception is null ? category : $"{category}\n{exception}", MaxContext),
        level switch { LogLevel.Critical => ErrorSeverity.Critical, LogLevel.Error => ErrorSeverity.Error, _ => ErrorSeverity.Warning },
        Activity.Current?.TraceId.ToString(),
        _clock.GetUtcNow(),
        ErrorReading.Read(category, eventId, state, message, exception)));

    private sealed class Writer(ErrorLog owner, string category) : ILogger
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
                owner.Add(category, logLevel, eventId, state, formatter(state, exception), exception);
            }
        }
    }
}
