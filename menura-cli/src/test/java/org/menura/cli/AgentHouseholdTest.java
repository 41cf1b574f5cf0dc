package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.menura.format.json.Json;

class AgentHouseholdTest {
    private static Path data() {
        return Cli.repository().resolve("menura-world/src/main/resources/org/menura/world/household");
    }

    @Test
    void optionsOfASuiteAreListedAndSet() {
        Cli.Result list = Cli.run("agent", "suite");
        assertTrue(list.out().contains("--option tasks="), list.out());
        Cli.Result result = Cli.run(
                "agent", "suite", "household", "--data", data(), "--agent", "oracle", "--option", "tasks=6", "--json");
        assertEquals(0, result.code(), result.err());
        JsonNode parsed = Json.parse(result.out(), "the output");
        assertEquals(1.0, parsed.at("/agents/oracle/all/score").asDouble());
        assertEquals(0.0, parsed.at("/agents/null/all/score").asDouble());
        assertEquals(6, parsed.path("tasks").asInt());
    }

    @Test
    void wrongOptionsAreToldInASentence() {
        Cli.Result unknown = Cli.run("agent", "suite", "household", "--data", data(), "--option", "size=3");
        assertNotEquals(0, unknown.code());
        assertTrue(unknown.err().contains("the suite household has no option size"), unknown.err());
        Cli.Result pictures = Cli.run("agent", "suite", "household-pictures", "--data", data());
        assertNotEquals(0, pictures.code());
        assertTrue(pictures.err().contains("--option pictures=FOLDER"), pictures.err());
        Cli.Result free = Cli.run(
                "agent", "suite", "household", "--data", data(), "--agent", "http://localhost:1/v1", "--say-can");
        assertNotEquals(0, free.code());
        assertTrue(free.err().contains("--say-can scores answers"), free.err());
    }

    @Test
    @Tag("slow")
    void aModelScoresWholeCommands() {
        Cli.Result result = Cli.run(
                "agent",
                "suite",
                "household-compact",
                "--data",
                data(),
                "--agent",
                Cli.repository().resolve("models/stories260K"),
                "--chat-template",
                "chatml",
                "--say-can",
                "--option",
                "goals=look_at_obj_in_light",
                "--option",
                "tasks=1",
                "--option",
                "history=1",
                "--json");
        assertEquals(0, result.code(), result.err());
        JsonNode parsed = Json.parse(result.out(), "the output");
        String agent = parsed.path("agent").asText();
        assertTrue(agent.endsWith(", say-can"), agent);
        JsonNode all = parsed.path("agents").path(agent).path("all");
        assertEquals(50.0, all.at("/metrics/steps").asDouble(), result.out());
    }

    @Test
    @Tag("slow")
    void theModelThatComesAlongKeepsHouse() {
        Cli.Result result = Cli.run(
                "agent",
                "suite",
                "household-compact",
                "--data",
                data(),
                "--agent",
                Cli.repository().resolve("models/household"),
                "--option",
                "repeats=no",
                "--option",
                "tasks=30",
                "--json");
        assertEquals(0, result.code(), result.err());
        JsonNode agents = Json.parse(result.out(), "the output").path("agents");
        double model = agents.at("/household/all/score").asDouble();
        assertTrue(model >= 0.4, result.out());
        assertTrue(model >= agents.at("/random/all/score").asDouble() + 0.3, result.out());
    }
}
