using InventoryPortal.Access;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Operations.Verbs;

/// <summary>An administrator made at the machine: on a new portal, or where nobody who may is left. Whoever can run this owns the database anyway.</summary>
public sealed class CreateAdminVerb(
    DatabaseFile file,
    SchemaQueries schema,
    DatabaseStartup startup,
    PeopleStore people,
    Invitations invitations,
    IOptions<PortalOptions> portal,
    IConfiguration configuration) : IVerb
{
    /// <inheritdoc />
    public string Name => VerbTable.CreateAdmin;

    /// <inheritdoc />
    public async Task<VerbEnd> RunAsync(VerbCall call, VerbConsole console, CancellationToken cancellationToken)
    {
        if (!call.Options.TryGetValue(VerbTable.Email, out var email))
        {
            await console.Error.WriteLineAsync("create-admin needs --email ADDRESS.");
            return VerbEnd.Misused;
        }
        if (!file.TryShare())
        {
            await console.Error.WriteLineAsync("The database is being restored or migrated by another process.");
            return VerbEnd.Failed;
        }
        if ((await schema.ReadAsync(cancellationToken)).Pending.Count > 0
            && await MigrateVerb.PrepareAsync(file, schema, startup, console, cancellationToken) is not VerbEnd.Done and var end)
        {
            return end;
        }
        return call.Options.ContainsKey(VerbTable.Link)
            ? await InviteAsync(email, console, cancellationToken)
            : await CreateAsync(email, console, cancellationToken);
    }

    private async Task<VerbEnd> InviteAsync(string email, VerbConsole console, CancellationToken cancellationToken)
    {
        switch (await invitations.InviteAsync(CommandContext.System, email, Role.Admin, cancellationToken))
        {
            case CommandAnswer<string>.Done { Value: var path }:
                await console.Out.WriteLineAsync($"{email} chooses a password here, once and within {Invitations.Life.TotalHours:0} hours, while a portal runs:");
                await console.Out.WriteLineAsync(Address().TrimEnd('/') + path);
                return VerbEnd.Done;
            case CommandAnswer<string>.Refused { Refusal: var refusal }:
                await console.Error.WriteLineAsync(refusal.Detail);
                break;
        }
        return VerbEnd.Failed;
    }

    private async Task<VerbEnd> CreateAsync(string email, VerbConsole console, CancellationToken cancellationToken)
    {
        // Never an argument: those stand in the list of processes and in the shell's history.
        switch (await people.CreateAsync(CommandContext.System, email, console.ReadSecret("Password: ") ?? "", Role.Admin, cancellationToken))
        {
            case CommandAnswer<Person>.Done:
                await console.Out.WriteLineAsync($"{email} is an administrator.");
                return VerbEnd.Done;
            case CommandAnswer<Person>.Refused { Refusal: var refusal }:
                await console.Error.WriteLineAsync(refusal.Detail);
                break;
        }
        return VerbEnd.Failed;
    }

    private string Address() =>
        !string.IsNullOrWhiteSpace(portal.Value.PublicUrl) ? portal.Value.PublicUrl : configuration["urls"]?.Split(';')[0] ?? "";
}
