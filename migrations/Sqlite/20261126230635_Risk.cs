using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace InventoryPortal.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Risk : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "BufferFollowsRisk",
                table: "Products",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "FlashSince",
                table: "Products",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "Oversells",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    ProductId = table.Column<long>(type: "INTEGER", nullable: false),
                    MovementKey = table.Column<string>(type: "TEXT", maxLength: 260, nullable: false),
                    ChannelId = table.Column<long>(type: "INTEGER", nullable: true),
                    ListingId = table.Column<long>(type: "INTEGER", nullable: true),
                    Reference = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Units = table.Column<int>(type: "INTEGER", nullable: false),
                    AvailableBefore = table.Column<int>(type: "INTEGER", nullable: false),
                    AvailableAfter = table.Column<int>(type: "INTEGER", nullable: false),
                    Heard = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    Mode = table.Column<string>(type: "TEXT", maxLength: 24, nullable: true),
                    WasSteered = table.Column<bool>(type: "INTEGER", nullable: false),
                    ShownAfter = table.Column<int>(type: "INTEGER", nullable: true),
                    OpenUpTo = table.Column<int>(type: "INTEGER", nullable: true),
                    ConfirmedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    OccurredAt = table.Column<long>(type: "INTEGER", nullable: false),
                    RecordedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Cause = table.Column<string>(type: "TEXT", maxLength: 24, nullable: true),
                    Culprit = table.Column<long>(type: "INTEGER", nullable: true),
                    DelayMs = table.Column<long>(type: "INTEGER", nullable: false),
                    PreventingBuffer = table.Column<int>(type: "INTEGER", nullable: true),
                    SplitPrevents = table.Column<bool>(type: "INTEGER", nullable: false),
                    BufferMissed = table.Column<long>(type: "INTEGER", nullable: true),
                    SplitMissed = table.Column<long>(type: "INTEGER", nullable: true),
                    CostDays = table.Column<int>(type: "INTEGER", nullable: false),
                    ExaminedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Oversells", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Oversells_Channels_ChannelId",
                        column: x => x.ChannelId,
                        principalTable: "Channels",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Oversells_Products_ProductId",
                        column: x => x.ProductId,
                        principalTable: "Products",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Products_BufferFollowsRisk",
                table: "Products",
                column: "BufferFollowsRisk");

            migrationBuilder.CreateIndex(
                name: "IX_Products_FlashSince",
                table: "Products",
                column: "FlashSince");

            migrationBuilder.CreateIndex(
                name: "IX_Oversells_ChannelId",
                table: "Oversells",
                column: "ChannelId");

            migrationBuilder.CreateIndex(
                name: "IX_Oversells_ExaminedAt",
                table: "Oversells",
                column: "ExaminedAt");

            migrationBuilder.CreateIndex(
                name: "IX_Oversells_MovementKey",
                table: "Oversells",
                column: "MovementKey",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Oversells_ProductId_Id",
                table: "Oversells",
                columns: new[] { "ProductId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Oversells_RecordedAt",
                table: "Oversells",
                column: "RecordedAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Oversells");

            migrationBuilder.DropIndex(
                name: "IX_Products_BufferFollowsRisk",
                table: "Products");

            migrationBuilder.DropIndex(
                name: "IX_Products_FlashSince",
                table: "Products");

            migrationBuilder.DropColumn(
                name: "BufferFollowsRisk",
                table: "Products");

            migrationBuilder.DropColumn(
                name: "FlashSince",
                table: "Products");
        }
    }
}
