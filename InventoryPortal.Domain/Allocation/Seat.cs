namespace InventoryPortal.Domain.Allocation;

/// <summary>One party to the division: a listing, or the pool of all shared listings. Unused seats are all zero.</summary>
internal struct Seat
{
    /// <summary>Listing id; for the pool the smallest of its members.</summary>
    public long Id;

    /// <summary>Weight as set; for the pool the sum.</summary>
    public long Weight;

    /// <summary>Weight when all weights are 0: 1 for each listing behind the seat.</summary>
    public long EqualWeight;

    /// <summary>Dealt with the fixed quantities, not with the rest.</summary>
    public bool IsFixed;

    /// <summary>Units it should have before the rest is divided, held-back units included.</summary>
    public long Floor;

    /// <summary>Units it may have in all, held-back units included.</summary>
    public long Cap;

    /// <summary>Units dealt so far.</summary>
    public long Given;

    /// <summary>Weight in the present round; 0 takes no part.</summary>
    public long Turn;

    /// <summary>Units it may hold at the end of the present round.</summary>
    public long Ceiling;

    /// <summary>Whether the present round can still give it a unit.</summary>
    public readonly bool IsOpen => Turn > 0 && Given < Ceiling;
}
