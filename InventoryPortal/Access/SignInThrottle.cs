using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Access;

/// <summary>How often a password may be tried: by address against guessing across accounts, by account against guessing across addresses.</summary>
public sealed class SignInThrottle : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> _byAddress;
    private readonly PartitionedRateLimiter<string> _byAccount;

    public SignInThrottle(IOptions<AccessOptions> options)
    {
        _byAddress = Limiter(options.Value.SignInsPerMinutePerAddress);
        _byAccount = Limiter(options.Value.SignInsPerMinutePerAccount);
    }

    /// <summary>Counts a try; false when there were too many.</summary>
    /// <param name="address">Remote address.</param>
    /// <param name="email">As typed; case and spaces do not make another account.</param>
    public bool TryEnter(string address, string email)
    {
        using var byAddress = _byAddress.AttemptAcquire(address);
        if (!byAddress.IsAcquired)
        {
            return false;
        }
        using var byAccount = _byAccount.AttemptAcquire(email.Trim().ToUpper(CultureInfo.InvariantCulture));
        return byAccount.IsAcquired;
    }

    /// <summary>The same where no account is named yet.</summary>
    public bool TryEnter(string address)
    {
        using var byAddress = _byAddress.AttemptAcquire(address);
        return byAddress.IsAcquired;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _byAddress.Dispose();
        _byAccount.Dispose();
    }

    // Idle partitions are dropped by the limiter itself, so made-up names cannot fill the memory for long.
    private static PartitionedRateLimiter<string> Limiter(int permits) =>
        PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetFixedWindowLimiter(
            key, _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = Window, QueueLimit = 0 }));
}
