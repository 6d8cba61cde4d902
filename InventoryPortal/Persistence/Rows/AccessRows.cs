using InventoryPortal.Domain.Values;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace InventoryPortal.Persistence.Rows;

/// <summary>A person who may sign in. The security stamp changes when a right is taken away.</summary>
public sealed class PortalUser : IdentityUser
{
    public Role Role { get; set; }

    /// <summary>Channel keys that the person is limited to, comma-separated; null for all.</summary>
    public string? Channels { get; set; }

    public bool IsDisabled { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? LastSignInAt { get; set; }
}

/// <summary>A key for scripts. Only its hash is kept.</summary>
public sealed class ApiKeyRow
{
    public long Id { get; set; }

    public required string Name { get; set; }

    /// <summary>SHA-256 of the key, hex; the key itself has 256 bits of randomness, so a slow hash gains nothing.</summary>
    public required string Hash { get; set; }

    /// <summary>Last four characters, for people.</summary>
    public required string Hint { get; set; }

    public Role Role { get; set; }

    /// <summary>Channel keys it is limited to, comma-separated; null for all.</summary>
    public string? Channels { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>Last seen in use, to about a minute; null for never.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }
}

internal sealed class PortalUserMapping : IEntityTypeConfiguration<PortalUser>
{
    public void Configure(EntityTypeBuilder<PortalUser> builder)
    {
        builder.ToTable("Users");
        builder.Property(u => u.Channels).HasMaxLength(2000);
    }
}

internal sealed class ApiKeyMapping : IEntityTypeConfiguration<ApiKeyRow>
{
    public void Configure(EntityTypeBuilder<ApiKeyRow> builder)
    {
        builder.ToTable("ApiKeys");
        builder.Property(k => k.Name).HasMaxLength(100);
        builder.Property(k => k.Hash).HasMaxLength(64);
        builder.Property(k => k.Hint).HasMaxLength(4);
        builder.Property(k => k.Channels).HasMaxLength(2000);
        builder.HasIndex(k => k.Hash).IsUnique();
    }
}
