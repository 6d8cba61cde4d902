using InventoryPortal.Domain.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace InventoryPortal.Persistence.Rows;

/// <summary>A sign-in of a person in one browser, until it ends.</summary>
public sealed class SessionRow
{
    /// <summary>128 random bits, hex. The cookie that carries it is encrypted: the id alone opens nothing.</summary>
    public required string Id { get; set; }

    public required string UserId { get; set; }

    public SessionWay Way { get; set; }

    /// <summary>Browser and system, as far as they say; for people.</summary>
    public required string Device { get; set; }

    /// <summary>Network address that the sign-in came from.</summary>
    public required string Address { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>To about a minute.</summary>
    public DateTimeOffset LastSeenAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }
}

internal sealed class SessionMapping : IEntityTypeConfiguration<SessionRow>
{
    public void Configure(EntityTypeBuilder<SessionRow> builder)
    {
        builder.ToTable("Sessions");
        builder.Property(s => s.Id).HasMaxLength(32);
        builder.Property(s => s.UserId).HasMaxLength(450);
        builder.Property(s => s.Device).HasMaxLength(100);
        builder.Property(s => s.Address).HasMaxLength(45);
        builder.HasOne<PortalUser>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(s => new { s.UserId, s.EndedAt });
        builder.HasIndex(s => s.LastSeenAt);
    }
}
