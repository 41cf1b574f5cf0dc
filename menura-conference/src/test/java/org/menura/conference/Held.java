package org.menura.conference;

import java.io.IOException;
import java.nio.file.Path;
import org.menura.agent.mind.Mind;
import org.menura.conference.check.Checker;
import org.menura.conference.check.Verdict;
import org.menura.conference.office.Office;
import org.menura.conference.tool.PostOffice;
import org.menura.conference.world.ConferenceWorld;

/** A conference in a folder. */
record Held(Path inputs, Path key, Path out) {
    static Held of(Path dir, long seed) throws IOException {
        Held h = new Held(dir.resolve("in" + seed), dir.resolve("key" + seed + ".json"), dir.resolve("out" + seed));
        new ConferenceWorld(seed).write(h.inputs, h.key);
        return h;
    }

    Verdict organise(Mind mind) throws IOException, InterruptedException {
        try (PostOffice post = PostOffice.start(out.resolveSibling(out.getFileName() + "-post"))) {
            Office.open(inputs).run(out, mind, post.mailer());
        }
        return check();
    }

    Verdict check() throws IOException {
        return Checker.check(inputs, key, out);
    }
}
