namespace InventoryPortal.Persistence;

/// <summary>Column lengths, in characters, that more than one table or a validation shares.</summary>
public static class Lengths
{
    public const int IdempotencyKey = 260;
    public const int Reference = 200;
    public const int Reason = 200;
    public const int Note = 1000;
    public const int ActorId = 100;
    public const int ActorName = 256;
    public const int ExternalId = 200;
    public const int ChannelKey = 40;
    public const int Title = 300;
    public const int ViewName = 60;
    public const int ViewQuery = 1000;

    /// <summary>A sentence shown to people about a failure.</summary>
    public const int Error = 1000;
}
