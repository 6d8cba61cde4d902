using Microsoft.Extensions.Options;

namespace InventoryPortal.Access;

/// <summary>Section <c>Bootstrap</c>: the first administrator and key of an empty portal, each alone or together. Never logged.</summary>
public sealed class BootstrapOptions
{
    public const string Section = "Bootstrap";

    /// <summary>Address used when only a password is given.</summary>
    public const string DefaultEmail = "admin@localhost";

    /// <summary>Alone it is offered on the set-up page.</summary>
    public string? AdminEmail { get; set; }

    public string? AdminPassword { get; set; }

    /// <summary>An admin key of at least <see cref="ApiKeySecrets.MinLength"/> visible characters.</summary>
    public string? ApiKey { get; set; }
}

/// <summary>Names the key at fault, never its value.</summary>
internal sealed class BootstrapOptionsValidation : IValidateOptions<BootstrapOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, BootstrapOptions options)
    {
        var faults = new List<string>();
        if (!string.IsNullOrEmpty(options.AdminEmail) && !NewPeople.IsEmail(options.AdminEmail))
        {
            faults.Add("Bootstrap:AdminEmail must be an e-mail address.");
        }
        if (options.AdminPassword is { Length: > 0 and (< PasswordRules.MinConfiguredLength or > PasswordRules.MaxLength) })
        {
            faults.Add($"Bootstrap:AdminPassword must have {PasswordRules.MinConfiguredLength} to {PasswordRules.MaxLength} characters.");
        }
        if (options.ApiKey is { Length: > 0 } key && !ApiKeySecrets.IsAcceptable(key))
        {
            faults.Add($"Bootstrap:ApiKey must have {ApiKeySecrets.MinLength} to {ApiKeySecrets.MaxLength} visible ASCII characters.");
        }
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
