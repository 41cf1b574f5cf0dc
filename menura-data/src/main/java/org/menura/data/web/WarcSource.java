package org.menura.data.web;

import java.nio.file.Path;
import java.util.List;
import org.menura.data.plan.Options;
import org.menura.data.plan.SourceType;

/** The format {@code warc} of plans: web archives, also WET and ARC files. */
public final class WarcSource implements SourceType {
    private static final List<String> ENDS = List.of(".warc", ".warc.gz", ".wet", ".wet.gz", ".arc", ".arc.gz");

    @Override
    public String name() {
        return "warc";
    }

    @Override
    public boolean matches(Path file) {
        return ENDS.stream().anyMatch(file.toString()::endsWith);
    }

    @Override
    public Reader create(Options options) {
        return new WarcDocuments(options);
    }
}
