import Horn
