using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace InventoryPortal.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ErrorCauses : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Cause",
                table: "ErrorLog",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "LastAt",
                table: "ErrorLog",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Times",
                table: "ErrorLog",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.CreateTable(
                name: "ChannelGaps",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    ChannelId = table.Column<long>(type: "INTEGER", nullable: false),
                    FromAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ToAt = table.Column<long>(type: "INTEGER", nullable: true),
                    FromEventId = table.Column<long>(type: "INTEGER", nullable: false),
                    Cause = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Expected = table.Column<double>(type: "REAL", nullable: false),
                    FoundByPolling = table.Column<int>(type: "INTEGER", nullable: false),
                    Outstanding = table.Column<int>(type: "INTEGER", nullable: false),
                    CertifiedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    AlertId = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ChannelGaps", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ChannelGaps_Alerts_AlertId",
                        column: x => x.AlertId,
                        principalTable: "Alerts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.SetNull);
                    table.ForeignKey(
                        name: "FK_ChannelGaps_Channels_ChannelId",
                        column: x => x.ChannelId,
                        principalTable: "Channels",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ErrorCauses",
                columns: table => new
                {
                    Key = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Severity = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false),
                    FirstAt = table.Column<long>(type: "INTEGER", nullable: false),
                    LastAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Count = table.Column<long>(type: "INTEGER", nullable: false),
                    LastMessage = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    State = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    ResolvedBy = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    ResolvedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Note = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    Reopened = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ErrorCauses", x => x.Key);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ErrorLog_Cause_At",
                table: "ErrorLog",
                columns: new[] { "Cause", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_ChannelGaps_AlertId",
                table: "ChannelGaps",
                column: "AlertId");

            migrationBuilder.CreateIndex(
                name: "IX_ChannelGaps_CertifiedAt",
                table: "ChannelGaps",
                column: "CertifiedAt");

            migrationBuilder.CreateIndex(
                name: "IX_ChannelGaps_ChannelId_FromAt",
                table: "ChannelGaps",
                columns: new[] { "ChannelId", "FromAt" });

            migrationBuilder.CreateIndex(
                name: "IX_ErrorCauses_LastAt",
                table: "ErrorCauses",
                column: "LastAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ChannelGaps");

            migrationBuilder.DropTable(
                name: "ErrorCauses");

            migrationBuilder.DropIndex(
                name: "IX_ErrorLog_Cause_At",
                table: "ErrorLog");

            migrationBuilder.DropColumn(
                name: "Cause",
                table: "ErrorLog");

            migrationBuilder.DropColumn(
                name: "LastAt",
                table: "ErrorLog");

            migrationBuilder.DropColumn(
                name: "Times",
                table: "ErrorLog");
        }
    }
}
