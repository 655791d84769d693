# Compresses the files of the page and lists them for assets.cpp.
# In: OUTPUT (the list), FOLDER (for compressed files), WEB (lib/serve/web), MODULES (node_modules), GZIP.
set(files
  page:/:text/html:${WEB}/index.html
  icon:/favicon.ico:image/svg+xml:${WEB}/icon.svg
  style:/assets/style.css:text/css:${WEB}/style.css
  app:/assets/app.js:text/javascript:${WEB}/app.js
  grid:/assets/grid.js:text/javascript:${WEB}/grid.js
  player:/assets/player.js:text/javascript:${WEB}/player.js
  station:/assets/station.js:text/javascript:${WEB}/station.js
  hls:/assets/hls.js:text/javascript:${MODULES}/hls.js/dist/hls.min.mjs
  hls_worker:/assets/hls.worker.js:text/javascript:${MODULES}/hls.js/dist/hls.worker.js)
set(list "")
foreach(entry IN LISTS files)
  string(REGEX MATCH "^([^:]+):([^:]+):([^:]+):(.+)$" matched "${entry}")
  set(symbol ${CMAKE_MATCH_1})
  set(address ${CMAKE_MATCH_2})
  set(type "${CMAKE_MATCH_3}")
  set(file "${CMAKE_MATCH_4}")
  if(NOT EXISTS "${file}")
    message(FATAL_ERROR "the page needs ${file}")
  endif()
  file(SHA256 "${file}" sum)
  string(SUBSTRING ${sum} 0 16 etag)
  set(packed "${FOLDER}/${symbol}.gz")
  execute_process(COMMAND ${GZIP} -9nc "${file}" OUTPUT_FILE "${packed}" RESULT_VARIABLE failed)
  if(failed)
    message(FATAL_ERROR "cannot compress ${file}")
  endif()
  string(APPEND list "ASSET(${symbol}, \"${address}\", \"${type}\", \"\\\"${etag}\\\"\", \"${packed}\")\n")
endforeach()
file(WRITE "${OUTPUT}" "${list}")
