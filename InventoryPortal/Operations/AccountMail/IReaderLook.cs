using System.Globalization;

namespace InventoryPortal.Operations.AccountMail;

/// <summary>How a person reads: the language and the zone that they chose on the pages.</summary>
public interface IReaderLook
{
    /// <summary>What the person of this id chose; null each where nothing.</summary>
    Task<(CultureInfo? Culture, TimeZoneInfo? Zone)> FindAsync(string userId, CancellationToken cancellationToken);
}

/// <summary>Where there are no pages, nobody chose anything.</summary>
internal sealed class PlainReaderLook : IReaderLook
{
    public Task<(CultureInfo? Culture, TimeZoneInfo? Zone)> FindAsync(string userId, CancellationToken cancellationToken) =>
        Task.FromResult<(CultureInfo?, TimeZoneInfo?)>((null, null));
}
