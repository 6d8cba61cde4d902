using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Access;

/// <summary>
/// The one-time link by which the first administrator is made. The token lives in memory: a restart makes another, and the
/// first administrator ends it for good.
/// </summary>
public sealed class SetUpLink(AccessQueries queries, PeopleStore people, IOptions<BootstrapOptions> bootstrap, IOptions<AccessOptions> access)
{
    private readonly string _token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
    private int _spent;

    /// <summary>Address offered in the form.</summary>
    public string? OfferedEmail => bootstrap.Value.AdminEmail;

    /// <summary>Path and query of the link while nobody can sign in; else null, as where the first administrator comes from the directory.</summary>
    public async Task<string?> FindAsync(CancellationToken cancellationToken)
    {
        if (access.Value.LocalAccounts == LocalAccounts.Off)
        {
            return null;
        }
        if (Volatile.Read(ref _spent) == 0 && await queries.AnyPersonAsync(cancellationToken))
        {
            Volatile.Write(ref _spent, 1);
        }
        return Volatile.Read(ref _spent) == 0 ? "/set-up?token=" + _token : null;
    }

    /// <summary>Whether the token opens the set-up now.</summary>
    public async Task<bool> IsOpenToAsync(string? token, CancellationToken cancellationToken) =>
        Matches(token) && await FindAsync(cancellationToken) is not null;

    /// <summary>Makes the first administrator and spends the token; a refusal leaves it good for another try.</summary>
    public async Task<CommandAnswer<Person>> UseAsync(string? token, string email, string password, CancellationToken cancellationToken)
    {
        if (!await IsOpenToAsync(token, cancellationToken))
        {
            return new Refusal(RefusalKind.Forbidden, "set_up_closed", "The set-up link is not valid any more.");
        }
        var answer = await people.CreateFirstAdminAsync(email, password, cancellationToken);
        if (answer is CommandAnswer<Person>.Done)
        {
            Volatile.Write(ref _spent, 1);
        }
        return answer;
    }

    private bool Matches(string? token) =>
        token is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(_token));
}
