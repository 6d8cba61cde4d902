namespace InventoryPortal.Operations.Doctor;

/// <summary>How one thing stands.</summary>
public enum Health
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>The portal works, and somebody should look.</summary>
    Warn,

    /// <summary>The portal does not work, or loses something.</summary>
    Fail,
}

/// <summary>One thing looked at.</summary>
/// <param name="Subject">What, in a word or two.</param>
/// <param name="Said">How it stands, in one sentence.</param>
/// <param name="Remedy">What to do; null where nothing is wrong.</param>
public sealed record Finding(Health Health, string Subject, string Said, string? Remedy = null)
{
    public static Finding Ok(string subject, string said) => new(Health.Ok, subject, said);

    public static Finding Warn(string subject, string said, string remedy) => new(Health.Warn, subject, said, remedy);

    public static Finding Fail(string subject, string said, string remedy) => new(Health.Fail, subject, said, remedy);
}
