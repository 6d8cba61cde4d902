using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Reconciliation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace InventoryPortal.Persistence.Rows;

/// <summary>One account at one sales channel.</summary>
public sealed class ChannelRow
{
    public long Id { get; set; }

    public required string Key { get; set; }

    public ChannelKind Kind { get; set; }

    public required string Name { get; set; }

    public ChannelState State { get; set; }

    public string? StateReason { get; set; }

    /// <summary>Weight of its listings that have none of their own.</summary>
    public int Weight { get; set; } = 1;

    public FirstLinkPolicy FirstLink { get; set; }

    public DriftPolicy Drift { get; set; }

    /// <summary>Share of confirmed listings, in percent, that a bulk change may zero or swing without a person.</summary>
    public int GuardPercent { get; set; } = 30;

    /// <summary>Quantities are computed and shown but never sent: the channel goes on showing its own numbers, and its orders count.</summary>
    public bool Shadow { get; set; }

    /// <summary>As its listings know it: one in the shadow is as little written to as a paused one.</summary>
    public static ChannelState AsWritten(ChannelState state, bool shadow) => shadow && state == ChannelState.Active ? ChannelState.Paused : state;

    /// <summary>Orders placed before this instant never move stock.</summary>
    public DateTimeOffset CountsFrom { get; set; }

    /// <summary>How far the channel's clock is ahead of ours, in milliseconds; orders are stamped with it.</summary>
    public long ClockAheadMs { get; set; }

    public required string SettingsJson { get; set; }

    /// <summary>Encrypted by data protection; null when none was given.</summary>
    public string? ProtectedCredentials { get; set; }

    /// <summary>Last four characters of the main secret.</summary>
    public string? CredentialHint { get; set; }

    public DateTimeOffset? LastConfirmedAt { get; set; }

    public DateTimeOffset? LastEventAt { get; set; }

    /// <summary>When orders were last read whole; an unseen sale from before it has been heard of.</summary>
    public DateTimeOffset? LastPolledAt { get; set; }

    /// <summary>When our subscriptions at the channel were last found in order.</summary>
    public DateTimeOffset? WebhooksOkAt { get; set; }

    public DateTimeOffset? WebhooksCheckedAt { get; set; }

    /// <summary>No call before this instant: the channel asked to wait.</summary>
    public DateTimeOffset? NotBefore { get; set; }

    public long Version { get; set; } = 1;

    public DateTimeOffset CreatedAt { get; set; }
}

internal sealed class ChannelMapping : IEntityTypeConfiguration<ChannelRow>
{
    public void Configure(EntityTypeBuilder<ChannelRow> builder)
    {
        builder.ToTable("Channels", t =>
        {
            t.HasCheckConstraint("CK_Channels_Weight", "[Weight] >= 0");
            t.HasCheckConstraint("CK_Channels_GuardPercent", "[GuardPercent] BETWEEN 0 AND 100");
        });
        builder.Property(c => c.Key).HasMaxLength(Lengths.ChannelKey);
        builder.Property(c => c.Name).HasMaxLength(100);
        builder.Property(c => c.StateReason).HasMaxLength(Lengths.Error);
        builder.Property(c => c.CredentialHint).HasMaxLength(10);
        builder.Property(c => c.Version).IsConcurrencyToken();
        builder.HasIndex(c => c.Key).IsUnique();
    }
}
