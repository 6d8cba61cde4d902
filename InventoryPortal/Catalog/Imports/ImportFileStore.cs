using System.Security.Cryptography;
using InventoryPortal.Domain.Imports;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog.Imports;

/// <summary>An uploaded file as it is kept.</summary>
/// <param name="Hash">SHA-256 (hex) of its bytes.</param>
public sealed record KeptFile(string FileId, long Bytes, string Hash, ImportFormat Format);

/// <summary>
/// Uploaded files, kept in the database in parts, so that every node can read them and a backup has them. A crash in the middle of an
/// upload leaves parts that nothing names; retention removes them.
/// </summary>
public sealed class ImportFileStore(PortalDatabase database, TimeProvider clock)
{
    /// <summary>Bytes of one file: a million lines of counts, or 200,000 products with descriptions.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Bytes written in one transaction: a few milliseconds, so that no sale waits.</summary>
    private const int PartBytes = 256 * 1024;

    /// <summary>Keeps what the stream holds; null when it is longer than <see cref="MaxBytes"/>, of which nothing stays.</summary>
    public async Task<KeptFile?> KeepAsync(Stream content, CancellationToken cancellationToken)
    {
        var fileId = Guid.CreateVersion7().ToString("N");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[PartBytes];
        var bytes = 0L;
        var format = ImportFormat.Csv;
        for (var number = 0; ; number++)
        {
            var read = await content.ReadAtLeastAsync(buffer, PartBytes, throwOnEndOfStream: false, cancellationToken);
            bytes += read;
            if (bytes > MaxBytes)
            {
                await ForgetAsync(fileId, CancellationToken.None);
                return null;
            }
            format = number == 0 ? Sheets.FormatOf(buffer.AsSpan(0, read)) : format;
            if (read > 0)
            {
                hash.AppendData(buffer, 0, read);
                var part = new ImportFilePartRow { FileId = fileId, Number = number, Content = buffer[..read], At = clock.GetUtcNow() };
                await database.WriteAsync((db, _) => { db.ImportFileParts.Add(part); return Task.CompletedTask; }, cancellationToken);
            }
            if (read < PartBytes)
            {
                return new KeptFile(fileId, bytes, Convert.ToHexStringLower(hash.GetHashAndReset()), format);
            }
        }
    }

    /// <summary>Removes a file.</summary>
    public Task ForgetAsync(string fileId, CancellationToken cancellationToken) =>
        database.WriteAsync((db, token) => db.ImportFileParts.Where(p => p.FileId == fileId).ExecuteDeleteAsync(token), cancellationToken);

    /// <summary>The whole file, to be read more than once; it goes when it is closed. Null when retention has removed it.</summary>
    public async Task<FileStream?> OpenAsync(string fileId, CancellationToken cancellationToken)
    {
        var file = ScratchFile.Open();
        try
        {
            for (var number = 0; await PartAsync(fileId, number, cancellationToken) is { } part; number++)
            {
                await file.WriteAsync(part, cancellationToken);
            }
            file.Position = 0;
            return file.Length > 0 ? file : await GoneAsync(file);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private static async Task<FileStream?> GoneAsync(FileStream file)
    {
        await file.DisposeAsync();
        return null;
    }

    private Task<byte[]?> PartAsync(string fileId, int number, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (db, token) => db.ImportFileParts.Where(p => p.FileId == fileId && p.Number == number).Select(p => p.Content).SingleOrDefaultAsync(token),
            cancellationToken);
}
