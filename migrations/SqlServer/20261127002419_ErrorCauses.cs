using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace InventoryPortal.Persistence.Migrations.SqlServer
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
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true,
                collation: "Latin1_General_100_BIN2");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "LastAt",
                table: "ErrorLog",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Times",
                table: "ErrorLog",
                type: "int",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.CreateTable(
                name: "ChannelGaps",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    ChannelId = table.Column<long>(type: "bigint", nullable: false),
                    FromAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    ToAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    FromEventId = table.Column<long>(type: "bigint", nullable: false),
                    Cause = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Expected = table.Column<double>(type: "float", nullable: false),
                    FoundByPolling = table.Column<int>(type: "int", nullable: false),
                    Outstanding = table.Column<int>(type: "int", nullable: false),
                    CertifiedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    AlertId = table.Column<long>(type: "bigint", nullable: true)
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
                    Key = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Severity = table.Column<string>(type: "nvarchar(10)", maxLength: 10, nullable: false, collation: "Latin1_General_100_BIN2"),
                    FirstAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    LastAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Count = table.Column<long>(type: "bigint", nullable: false),
                    LastMessage = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    State = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    ResolvedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true, collation: "Latin1_General_100_BIN2"),
                    ResolvedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    Note = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Reopened = table.Column<int>(type: "int", nullable: false)
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
