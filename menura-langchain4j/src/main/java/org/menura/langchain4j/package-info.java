/** LangChain4j's models, computed in the process that asks them. */
@NullMarked
package org.menura.langchain4j;

import org.jspecify.annotations.NullMarked;
