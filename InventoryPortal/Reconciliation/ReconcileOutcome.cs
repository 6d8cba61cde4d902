using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Reconciliation;

namespace InventoryPortal.Reconciliation;

/// <summary>What one pass came to. A closed set.</summary>
public abstract record ReconcileOutcome
{
    private ReconcileOutcome() { }

    /// <summary>The channel was read whole and compared.</summary>
    /// <param name="Compared">Listings compared.</param>
    /// <param name="Drifted">Listings that show a number nobody here set, certain by two reads.</param>
    /// <param name="Overwritten">Of these, written again.</param>
    /// <param name="Adopted">Of these, taken into the ledger.</param>
    /// <param name="Waiting">Listings that differ and need another read to be certain.</param>
    /// <param name="LookAgainAt">When that read can decide; null when none waits.</param>
    /// <param name="Held">Why the bulk guard holds what the policy would do; null when it does not.</param>
    public sealed record Compared(
        int Listings, int Drifted, int Overwritten, int Adopted, int Waiting, DateTimeOffset? LookAgainAt, string? Held) : ReconcileOutcome
    {
        /// <summary>Linked listings in all, of which a sample may have been compared.</summary>
        public int Linked { get; init; } = Listings;

        /// <summary>
        /// The share of all linked listings, 0 to 1, that differ at most, with 95 % confidence; null when every one was looked at, or none.
        /// Differences that are not certain yet count as wrong, so that the bound errs upwards.
        /// </summary>
        public double? WrongAtMost => Listings == 0 || Listings >= Linked ? null : SampleBound.Upper(Listings, Math.Min(Listings, Drifted + Waiting));
    }

    /// <summary>The channel could not be read whole, or its events are not all handled; nothing was concluded.</summary>
    public sealed record NotRead(ReadFailure Failure) : ReconcileOutcome;

    /// <summary>There is no such channel, or none that can be reached.</summary>
    public sealed record NoChannel(string Reason) : ReconcileOutcome;
}
