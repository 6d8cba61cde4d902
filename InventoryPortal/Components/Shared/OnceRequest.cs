using System.Security.Cryptography;
using System.Text;
using InventoryPortal.Access;

namespace InventoryPortal.Components.Shared;

/// <summary>
/// Makes the command of one opened dialog count once, however often the button is pressed or the connection repeats it: the
/// operation's id is made when the dialog opens, and the store remembers it with the effect.
/// </summary>
/// <param name="Caller">Who opened it.</param>
/// <param name="Operation">Id of the operation.</param>
/// <param name="Input">What was entered: another input is another operation.</param>
public sealed record OnceRequest(Caller Caller, Guid Operation, string Input)
    : IdempotentRequest(Hash($"dialog:{Caller.Actor.Id}:{Operation:N}:{Input}"), Hash(Input))
{
    private const int Created = 201;
    private const int Refused = 409;

    /// <inheritdoc />
    public override StoredAnswer RenderValue(object value) => new(Created, "{}");

    /// <inheritdoc />
    public override StoredAnswer RenderRefusal(Refusal refusal) => new(Refused, refusal.Code);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
