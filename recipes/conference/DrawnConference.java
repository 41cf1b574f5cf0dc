package org.menura.recipes.conference;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.menura.agent.mind.Mind;
import org.menura.conference.mind.OracleMind;
import org.menura.conference.office.Rehearsal;
import org.menura.conference.world.ConferenceWorld;
import org.menura.format.json.Json;

/**
 * A conference that is drawn for its decisions, which are taken without effects.
 *
 * @param right the key of what is right
 * @param oracle a mind that knows it
 * @param database folder for an empty database
 */
record DrawnConference(Path inputs, JsonNode right, Mind oracle, Path database) {
    /** Draws the conference of a seed into a folder. */
    static DrawnConference of(long seed, Path folder) throws IOException {
        Path inputs = folder.resolve("in" + seed);
        Path key = folder.resolve("key" + seed + ".json");
        new ConferenceWorld(seed).write(inputs, key);
        return new DrawnConference(inputs, Json.parse(key), new OracleMind(key), folder.resolve("db" + seed));
    }

    /** Goes through its mails and claims; the first of the right venues counts as booked. */
    List<Rehearsal.Decided> rehearse(Mind mind) throws IOException, InterruptedException {
        return Rehearsal.of(inputs, mind, right.path("venues").path(0).asText(), database);
    }
}
