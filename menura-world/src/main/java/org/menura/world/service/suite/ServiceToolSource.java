package org.menura.world.service.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.menura.agent.act.Tool;
import org.menura.agent.act.ToolSource;
import org.menura.format.FormatException;

/** Tools of customer service that profiles name: {@code tau-airline: FOLDER}, with the folder of the database. */
public final class ServiceToolSource implements ToolSource {
    /** Creates the source. */
    public ServiceToolSource() {}

    @Override
    public List<String> names() {
        return Arrays.stream(ServiceKind.values()).map(ServiceKind::suite).toList();
    }

    @Override
    public Opened open(String name, String rest, Setting setting) throws IOException {
        ServiceKind kind = Arrays.stream(ServiceKind.values())
                .filter(one -> one.suite().equals(name))
                .findFirst()
                .orElseThrow(() -> new FormatException("there is no service " + name));
        Path folder = setting.folder().resolve(rest);
        if (rest.isEmpty() || !kind.isIn(folder)) {
            throw new FormatException("'%s' needs the folder of its database: %s%s"
                    .formatted(name, folder, rest.isEmpty() ? "" : " does not hold its tables"));
        }
        return Opened.of(new ServiceTools(kind.open(folder)).all().toArray(Tool[]::new));
    }
}
