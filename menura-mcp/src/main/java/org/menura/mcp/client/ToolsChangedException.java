package org.menura.mcp.client;

import java.io.IOException;

/** Thrown if a server describes its tools otherwise than they are pinned; a run stops there until a person has looked. */
public final class ToolsChangedException extends IOException {
    private static final long serialVersionUID = 1L;

    ToolsChangedException(String message) {
        super(message);
    }
}
