using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Access;

/// <summary>
/// How often a password may be tried: by address against guessing across accounts, by account against guessing across addresses; and one
/// try of an account at a time, for of wrong ones that are checked side by side only one would count.
/// </summary>
public sealed class SignInThrottle : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>Tries of one account that wait for their turn; more of them are too many at once.</summary>
    private const int MaxWaiting = 16;

    /// <summary>Bytes of an IPv6 address that name a network: whoever has one has all addresses in it.</summary>
    private const int NetworkBytes = 8;

    private readonly PartitionedRateLimiter<string> _byAddress;
    private readonly PartitionedRateLimiter<string> _byAccount;
    private readonly PartitionedRateLimiter<string> _turns;

    public SignInThrottle(IOptions<AccessOptions> options)
    {
        _byAddress = Limiter(options.Value.SignInsPerMinutePerAddress);
        _byAccount = Limiter(options.Value.SignInsPerMinutePerAccount);
        _turns = PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetConcurrencyLimiter(
            key, _ => new ConcurrencyLimiterOptions { PermitLimit = 1, QueueLimit = MaxWaiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst }));
    }

    /// <summary>Counts a try; false when there were too many.</summary>
    /// <param name="address">Remote address.</param>
    /// <param name="email">As typed; case and spaces do not make another account.</param>
    public bool TryEnter(string address, string email)
    {
        if (!TryEnter(address))
        {
            return false;
        }
        using var byAccount = _byAccount.AttemptAcquire(Account(email));
        return byAccount.IsAcquired;
    }

    /// <summary>Waits until no other try of the account runs in this process; dispose ends the turn. Not acquired when too many wait.</summary>
    public ValueTask<RateLimitLease> TurnAsync(string account, CancellationToken cancellationToken) =>
        _turns.AcquireAsync(Account(account), cancellationToken: cancellationToken);

    /// <summary>The same where no account is named yet.</summary>
    public bool TryEnter(string address)
    {
        using var byAddress = _byAddress.AttemptAcquire(Network(address));
        return byAddress.IsAcquired;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _byAddress.Dispose();
        _byAccount.Dispose();
        _turns.Dispose();
    }

    private static string Account(string typed) => typed.Trim().ToUpper(CultureInfo.InvariantCulture);

    private static string Network(string address) =>
        IPAddress.TryParse(address, out var ip) && ip is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
            ? Convert.ToHexString(ip.GetAddressBytes().AsSpan(0, NetworkBytes))
            : address;

    // Idle partitions are dropped by the limiter itself, so made-up names cannot fill the memory for long.
    private static PartitionedRateLimiter<string> Limiter(int permits) =>
        PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetFixedWindowLimiter(
            key, _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = Window, QueueLimit = 0 }));
}
