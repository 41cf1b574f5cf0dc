package org.menura.chat.template;

import java.time.Clock;
import java.util.Map;

/** What built-in functions, filters and methods may use of the rendering under way. */
record Rendering(Budget budget, Clock clock, Map<String, TextFilter> filters) {}
